/** Spanish: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"one">("es");

export const steps: StepStrings = {
  judging: {
    watch: "Observe, por favor",
    play: "Reproducir",
    pause: "Detener",
    replay: "Desde el principio",
    controls: "Reproducción de los fragmentos",
    position: "Cuánto se ha mostrado",
    film: "El fragmento",
    clip: (letter: string) => `Fragmento ${letter}`,
    pair: (place: number, of: number) => `Par ${number(place)} de ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `Fragmento ${number(place)} de ${number(of)}`,
    first: "A es mejor",
    second: "B es mejor",
    tie: "Los dos son igual de buenos",
    cant_tell: "No sabría decirlo",
    wait: "Podrá responder cuando haya visto lo suficiente de los dos fragmentos.",
    ready: "Ya puede responder, o verlos otra vez.",
    waitAll: "Podrá continuar cuando haya visto lo suficiente de todos los fragmentos.",
    readyToRank: "Puede continuar cuando el orden sea el suyo.",
    howToRank: "Arrastre los fragmentos, o muévalos con las flechas. El mejor va primero.",
    up: (label: string) => `Subir ${label}`,
    down: (label: string) => `Bajar ${label}`,
    moved: (label: string, place: number, of: number) =>
      `${label} es ahora el número ${number(place)} de ${number(of)}.`,
    said: (label: string) => `Su respuesta: ${label}.`,
  },

  media: {
    toEnd: "Podrá continuar cuando se haya reproducido todo.",
    over: "Eso ha sido todo.",
    failed: "Esta grabación no se pudo reproducir. Puede continuar sin ella.",
  },

  microphone: {
    why: "Esta parte del estudio escucha su micrófono. Su navegador le preguntará si puede hacerlo: por favor, permítalo.",
    allow: "Permitir el micrófono",
    without: "Continuar sin micrófono",
    cannot: "No puedo, o no quiero",
    refused: {
      NotAllowedError:
        "Su navegador no permite que el estudio escuche. Por favor, permita el micrófono junto a la barra de direcciones o en los ajustes del navegador e inténtelo de nuevo.",
      NotFoundError:
        "No se ha encontrado ningún micrófono. Por favor, conecte uno e inténtelo de nuevo.",
      NotSupportedError:
        "Su navegador puede oírle, pero no grabar lo que dice. Por favor, continúe sin micrófono o pruebe con otro navegador.",
    } as Readonly<Record<string, string>>,
    failed:
      "No se ha podido abrir el micrófono. Puede que lo esté usando otro programa. Por favor, inténtelo de nuevo.",
    speak: "Por favor, diga unas palabras: la barra debería moverse.",
    level: "Volumen",
    start: "Empezar a grabar",
    again: "Grabar otra vez",
    stop: "Terminar la grabación",
    recording: (seconds: number) =>
      count(seconds, { one: "Grabando: queda # segundo.", other: "Grabando: quedan # segundos." }),
    recorded: (seconds: number) =>
      count(seconds, { one: "Grabado: # segundo.", other: "Grabado: # segundos." }),
    on: "El micrófono está encendido: lo que diga se graba.",
    lost: "Se ha perdido la conexión con el micrófono. Por favor, continúe; lo que diga ya no se graba.",
  },

  fullscreen: {
    why: "Esta parte del estudio ocupa toda la pantalla. Su navegador le indica cómo salir de ella.",
    enter: "Usar la pantalla completa",
    without: "Continuar sin pantalla completa",
    cannot: "No puedo, o no quiero",
    unable:
      "Su navegador no puede mostrar esta página en pantalla completa. Puede continuar sin ella.",
    needed:
      "Su navegador no puede mostrar esta página en pantalla completa, y este estudio lo necesita.",
    failed: "Su navegador no ha pasado a pantalla completa. Por favor, inténtelo de nuevo.",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, {
            one: "Continúa dentro de # segundo.",
            other: "Continúa dentro de # segundos.",
          })
        : `Continúa dentro de ${clockOf(seconds, "es")} minutos.`,
    over: "La pausa ha terminado.",
  },

  consent: {
    unread: "Lea primero el texto hasta el final.",
    unticked: "Marque las casillas que llevan *, o elija no participar.",
  },

  form: {
    legend: "Las preguntas marcadas con * necesitan una respuesta.",
    send: "Continuar",
    invalid: (answers: number) =>
      count(answers, {
        one: "Revise # respuesta antes de continuar.",
        other: "Revise # respuestas antes de continuar.",
      }),
    required: "Responda a esta pregunta.",
    requiredChoice: "Elija una respuesta.",
    requiredChoices: "Marque al menos una casilla.",
    requiredSlider: "Haga clic en la línea, o use las teclas de flecha.",
    requiredRanking: "Cambie el orden, o indique que está bien como está.",
    tooFew: (least: number) => `Elija al menos ${number(least)}.`,
    tooMany: (most: number) => `Elija como máximo ${number(most)}.`,
    otherWords: "Escriba en el recuadro a qué se refiere.",
    otherLabel: (label: string) => `${label}: con sus propias palabras`,
    notDate: "Indique una fecha completa.",
    tooEarly: (first: string) => `Indique una fecha que no sea anterior al ${day(first)}.`,
    tooLate: (last: string) => `Indique una fecha que no sea posterior al ${day(last)}.`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `Del ${day(first)} al ${day(last)}`;
      if (first !== null) return `${day(first)} o más tarde`;
      return last === null ? null : `Hasta el ${day(last)}`;
    },
    slider: "Haga clic en la línea, o recórrala con las teclas de flecha.",
    sliderUntouched: "sin responder todavía",
    ranking: "Arrastre las palabras, o use las flechas. La primera va arriba.",
    rankingKeep: "Está bien como está",
    rankingUp: (label: string) => `Subir: ${label}`,
    rankingDown: (label: string) => `Bajar: ${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label} está ahora en el lugar ${number(place)} de ${number(of)}.`,
    tooLong: (limit: number, length: number) =>
      `Use como máximo ${number(limit)} caracteres; ahora hay ${number(length)}.`,
    notNumber: "Escriba un número, en cifras.",
    notInteger: "Escriba un número entero.",
    tooSmall: (min: number) => `Escriba un número que sea ${number(min)} o más.`,
    tooLarge: (max: number) => `Escriba un número que sea ${number(max)} o menos.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `De ${number(min)} a ${number(max)}`;
      if (min !== null) return `${number(min)} o más`;
      return max === null ? null : `Hasta ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "Marque todo lo que corresponda.";
      if (least === null) return `Elija como máximo ${number(most ?? 0)}.`;
      if (most === null) return `Elija al menos ${number(least)}.`;
      if (least === most) return `Elija ${number(least)}.`;
      return `Elija de ${number(least)} a ${number(most)}.`;
    },
  },

  quiz: {
    right: "Correcto.",
    notRight: "No es correcto.",
    passed: "Todas sus respuestas son correctas.",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, {
        one: "# respuesta no es correcta.",
        other: "# respuestas no son correctas.",
      });
      const again = {
        one: "Puede intentarlo una vez más.",
        other: "Puede intentarlo # veces más.",
      };
      return left === 0 ? wrong : `${wrong} ${count(left, again)}`;
    },
  },
};
