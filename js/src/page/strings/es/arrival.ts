/** Spanish: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import type { ArrivalStrings } from "../en/arrival";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"one">("es");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "web workers",
  canvas: "lienzo fuera de pantalla",
  database: "una base de datos (IndexedDB)",
  locks: "bloqueos web",
  crypto: "criptografía web",
  compression: "flujos de compresión",
};

export const arrival: ArrivalStrings = {
  languageTitle: "¿En qué idioma desea leer?",
  continue: "Continuar",
  retry: "Intentar de nuevo",
  details: "Detalles para el equipo investigador",
  course: "Progreso en el estudio",

  insecure:
    "Esta página se abrió con una conexión no protegida (http), en la que los navegadores prohíben lo que el estudio necesita. Abra su dirección con https://, o avise a las personas que le enviaron aquí.",
  missing: (lacking: readonly Capability[]) =>
    `Este navegador no puede ejecutar el estudio: le falta ${and(lacking.map((each) => capabilities[each]))}. Abra esta página en una versión actual de Chrome, Edge, Firefox o Safari.`,
  unreachable:
    "No se pudo acceder al estudio. Compruebe su conexión a internet e inténtelo de nuevo.",
  busy: "Este estudio ya está abierto en otra pestaña o ventana de este navegador. Continúe allí, o ciérrela e inténtelo de nuevo aquí.",
  closed: "Este estudio está cerrado y ya no admite participantes. Gracias por su interés.",
  broken:
    "Algo salió mal y el estudio no puede continuar por sí solo. Lo que ha hecho hasta ahora se conserva; si lo intenta de nuevo, volverá a donde estaba.",
  brokenTitle: "Lo sentimos, no ha funcionado",
  hostTitle: "Este estudio no puede funcionar aquí",
  busyTitle: "Ya está abierto en otro lugar",
  closedTitle: "Este estudio está cerrado",
  finishedTitle: "Ha terminado este estudio",
  finished:
    "Su última página ya no se conserva aquí. Si todavía necesita su código, escriba a las personas que le enviaron aquí.",

  admission: {
    idTitle: "Este enlace no está completo",
    id: "La dirección de esta página no dice quién es usted, o no en la forma que el estudio necesita. Abra el estudio con el enlace que recibió, completo y sin cambios, o pregunte a las personas que le enviaron aquí.",
    soonTitle: "El estudio no puede empezar en este momento",
    soon: "El lugar donde se reúnen las respuestas no las acepta en este momento, o no durante el tiempo que dura el estudio. No se registró nada. Inténtelo más tarde, o avise a las personas que le enviaron aquí.",
    silent:
      "No se pudo acceder al lugar donde se reúnen las respuestas, así que no se registró nada. Compruebe su conexión a internet y si algo en este dispositivo bloquea partes de la página (un bloqueador de anuncios, una VPN, el cortafuegos del trabajo). Después inténtelo de nuevo.",
    tryingTitle: "Un momento, por favor",
    trying: "El estudio está comprobando si sus respuestas se pueden guardar.",
  },

  login: {
    note: "Escríbalo tal como lo recibió. Las mayúsculas y las minúsculas cuentan.",
    empty: "Escriba su identificador.",
    form: "Esto no parece un identificador de este estudio. Compruebe si hay un error al escribir.",
    unknown:
      "Este identificador no está en la lista de este estudio. Compruebe si hay un error al escribir, o pregunte a las personas que le enviaron aquí.",
    excluded:
      "Con este identificador no se puede participar: quizá ya se haya usado. Compruebe si hay un error al escribir, o pregunte a las personas que le enviaron aquí.",
  },

  unsupported: {
    title: "Este dispositivo no es suficiente para el estudio",
    text: "El estudio necesita algo que este dispositivo, tal como está ahora, no tiene:",
    nothing:
      "No se guardó ni se envió nada sobre usted ni sobre este dispositivo. También puede abrir el estudio en otro dispositivo.",
    fps: (there: number, needed: number) =>
      `Dibuja unas ${number(Math.floor(there))} imágenes por segundo, y el juego necesita ${number(Math.ceil(needed))}. Ayuda cerrar otros programas y pestañas, y también conectar el cargador.`,
    memory: (needed: number) => `Tiene menos de ${number(needed)} GB de memoria.`,
    storage: (needed: number) =>
      `Este navegador tiene menos de ${number(needed)} MB de espacio para conservar sus respuestas. Ayuda usar una ventana que no sea privada, o liberar espacio en el disco.`,
    width: (there: number, needed: number) =>
      `La ventana tiene ${number(there)} píxeles de ancho, y el estudio necesita ${number(needed)}. Si la pantalla es más grande, ensanche la ventana o gire el dispositivo.`,
    height: (there: number, needed: number) =>
      `La ventana tiene ${number(there)} píxeles de alto, y el estudio necesita ${number(needed)}. Si la pantalla es más grande, haga la ventana más alta o gire el dispositivo.`,
    mouse: "No tiene ratón ni panel táctil.",
    touch: "No tiene pantalla táctil.",
  },

  quota: {
    waitingTitle: "Un momento, por favor",
    waiting:
      "El estudio está buscando un lugar para usted. Esta página continúa por sí sola; manténgala abierta.",
    awayTitle: "El estudio no puede continuar en este momento",
    away: "En este momento no se encontró un lugar para usted. Lo que ha hecho hasta ahora se conserva. Inténtelo de nuevo dentro de unos minutos, en este navegador.",
  },

  place: {
    previewTitle: "Esto es una vista previa",
    preview:
      "Acepte primero esta tarea (HIT). Entonces empezará el estudio; hasta ahora no se ha registrado nada.",
    framedTitle: "Este estudio necesita una pestaña propia",
    framed:
      "Dentro de esta página su navegador no deja que el estudio conserve nada, y sus respuestas no estarían seguras. Ábralo en una pestaña propia. Es el mismo estudio, y sabe de dónde viene usted.",
    ownTab: "Abrir el estudio en una pestaña nueva",
    copyAddress:
      "Si no ocurre nada, o si vuelve a leer esto allí, copie esta dirección en una pestaña nueva:",
  },

  newerTitle: "El estudio ha cambiado",
  newer:
    "El estudio se modificó después de que usted empezara, y la versión con la que empezó ya no existe. Por eso empieza de nuevo desde el principio.",

  shared: {
    sameTitle: "¿Sigue siendo usted?",
    same: "Alguien está en medio del estudio aquí. Si es usted, continúe. Si acaba de sentarse, empiece una participación nueva.",
    goOn: "Continuar donde estaba",
    anew: "Empezar una participación nueva",
    earlier: (sessions: number) =>
      count(sessions, {
        one: "Para el personal: todavía se está enviando # sesión anterior desde este ordenador.",
        other:
          "Para el personal: todavía se están enviando # sesiones anteriores desde este ordenador.",
      }),
    next: "Siguiente persona",
    unsent:
      "La siguiente persona ya puede empezar. Lo que aún no se ha enviado queda en este ordenador, no se muestra a nadie y se envía cuando el estudio está abierto aquí.",
    wiped: "Este ordenador no conserva nada de ello.",
    soon: (minutes: number) =>
      count(minutes, {
        one: "La página vuelve por sí sola al principio después de # minuto.",
        other: "La página vuelve por sí sola al principio después de # minutos.",
      }),
  },
};
