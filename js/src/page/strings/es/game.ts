/** Spanish: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"one">("es");

const stages: Record<BootStage, string> = {
  interpreter: "Iniciando Python",
  packages: "Cargando bibliotecas",
  environment: "Preparando el juego",
  policies: "Cargando a los demás jugadores",
};

export const game: GameStrings = {
  remap: {
    open: "Elegir otras teclas",
    title: "Sus teclas",
    how: "Pulse un botón y después la tecla que quiere en su lugar. Una tecla que ya hace otra cosa cambia de sitio.",
    press: "Pulse una tecla…",
    change: "cambiar esta tecla",
    reserved: "Esta tecla no se puede usar aquí. Elija otra.",
    reset: "Usar las teclas habituales",
    done: "Listo",
  },
  title: "Juego",
  practising: "Esto es para practicar: no cuenta.",
  restarted:
    "La página se volvió a cargar durante una ronda, así que esta ronda empieza de nuevo, y no igual que antes. Lo que había terminado antes cuenta. No vuelva a cargar la página durante una ronda: la próxima vez, el juego terminaría.",
  wereHere: "Estaba aquí. El juego continúa desde este punto.",
  interruptedTitle: "Este juego termina aquí",
  interrupted:
    "La página se volvió a cargar durante una ronda, así que el juego no puede continuar. No pierde nada por ello: lo que ha hecho se conserva, y el estudio continúa.",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`las teclas ${keyNames.join(", ")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `Juego; se juega con ${and(means)}` : "Juego para mirar";
  },
  joystick: "Mando en pantalla",
  devices: (names: readonly string[], keys: boolean) =>
    `${keys ? "o con" : "Se juega con"} ${or(names)}`,
  keys: "Teclas",
  start: "Empezar",
  next: (round: number, rounds: number) => `Siguiente ronda, ${number(round)} de ${number(rounds)}`,
  round: "Ronda",
  roundOf: (round: number, rounds: number) => `${number(round)} de ${number(rounds)}`,
  steps: "Pasos",
  messages: "Mensajes del juego",
  leftOf: (left: string, most: string) => `${left} de ${most}`,
  score: "Puntos",
  readyFirst: "El juego está listo.",
  readyNext: (round: number) => `La ronda ${number(round)} ha terminado.`,
  scored: (score: string) => `Puntos: ${score}`,
  finished: "Esa fue la última ronda.",
  preparing: "Preparando el juego…",
  beginsIn: (seconds: number) =>
    count(seconds, {
      one: "El juego empieza dentro de # segundo.",
      other: "El juego empieza dentro de # segundos.",
    }),
  paused: {
    hidden: "El juego espera, porque había dejado esta página.",
    participant: "El juego está en pausa.",
    idle: "¿Sigue ahí? El juego le espera.",
    probe: "El juego le espera.",
  },
  pause: "Pausa",
  reset: "Terminar esta ronda",
  stop: "Terminar el juego",
  slower: "Más lento",
  faster: "Más rápido",
  rate: (fps: number) => `${oneDecimal(fps, "es")} por segundo`,
  rateBox: "Pasos por segundo",
  widgets: {
    title: "Junto al juego",
    judgements: { good: "Bien", bad: "Mal" },
    yes: "Sí",
    no: "No",
    send: "Enviar",
    pressed: (label: string) => `${label}: anotado.`,
    set: (label: string, value: string) => `${label}: ${value}.`,
    sent: (label: string) => `${label}: enviado.`,
    cell: (row: number, column: number) => `fila ${number(row)}, columna ${number(column)}`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `Marcado: filas ${number(top)} a ${number(bottom)}, columnas ${number(left)} a ${number(right)}.`,
    gridHint:
      "Arrastre sobre las casillas. O vaya a una con las teclas de flecha, mantenga pulsada la tecla Mayús para marcar más y pulse Intro.",
  },
  wayOn: {
    skip: "Puede continuar con la siguiente parte del estudio.",
    end: "El estudio no puede continuar desde aquí y termina ahora.",
  },
  hung: "El juego tuvo que detenerse porque no continuaba por sí solo. Lo que ha hecho hasta ahora se conserva.",
  boot: "Poniendo el juego a punto",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "Lo sentimos, algo salió mal.",
  workerLost:
    "El juego no pudo empezar: uno de sus archivos no se cargó. Compruebe su conexión a internet e inténtelo de nuevo.",
};
