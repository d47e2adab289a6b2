/** German: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"one">("de");

const stages: Record<BootStage, string> = {
  interpreter: "Python startet",
  packages: "Bibliotheken werden geladen",
  environment: "Das Spiel wird vorbereitet",
  policies: "Die anderen Spieler werden geladen",
};

export const game: GameStrings = {
  remap: {
    open: "Andere Tasten wählen",
    title: "Ihre Tasten",
    how: "Drücken Sie einen Knopf und dann die Taste, die Sie an seiner Stelle möchten. Eine Taste, die schon etwas anderes tut, tauscht den Platz.",
    press: "Drücken Sie eine Taste…",
    change: "diese Taste ändern",
    reserved: "Diese Taste kann hier nicht verwendet werden. Bitte wählen Sie eine andere.",
    reset: "Die üblichen Tasten verwenden",
    done: "Fertig",
  },
  title: "Spiel",
  practising: "Dies ist zur Übung: Es zählt nicht.",
  restarted:
    "Die Seite wurde während einer Runde neu geladen. Darum beginnt diese Runde von vorn, und nicht so wie vorher. Was Sie davor abgeschlossen haben, zählt. Bitte laden Sie die Seite während einer Runde nicht neu: Beim nächsten Mal würde das Spiel enden.",
  wereHere: "Hier waren Sie. Das Spiel geht von dieser Stelle an weiter.",
  interruptedTitle: "Dieses Spiel endet hier",
  interrupted:
    "Die Seite wurde während einer Runde neu geladen, darum kann das Spiel nicht weitergehen. Sie verlieren dadurch nichts: Was Sie getan haben, bleibt erhalten, und die Studie geht weiter.",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`den Tasten ${keyNames.join(", ")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `Spiel, gespielt mit ${and(means)}` : "Spiel zum Zusehen";
  },
  joystick: "Joystick",
  devices: (names: readonly string[], keys: boolean) =>
    `${keys ? "oder mit" : "Gespielt mit"} ${or(names)}`,
  keys: "Tasten",
  start: "Start",
  next: (round: number, rounds: number) => `Nächste Runde ${number(round)} von ${number(rounds)}`,
  round: "Runde",
  roundOf: (round: number, rounds: number) => `${number(round)} von ${number(rounds)}`,
  steps: "Schritte",
  messages: "Meldungen des Spiels",
  leftOf: (left: string, most: string) => `${left} von ${most}`,
  score: "Punkte",
  readyFirst: "Das Spiel ist bereit.",
  readyNext: (round: number) => `Runde ${number(round)} ist vorbei.`,
  scored: (score: string) => `Punkte: ${score}`,
  finished: "Das war die letzte Runde.",
  preparing: "Das Spiel wird vorbereitet…",
  beginsIn: (seconds: number) =>
    count(seconds, {
      one: "Das Spiel beginnt in # Sekunde.",
      other: "Das Spiel beginnt in # Sekunden.",
    }),
  paused: {
    hidden: "Das Spiel wartet, weil Sie diese Seite verlassen hatten.",
    participant: "Das Spiel ist angehalten.",
    idle: "Sind Sie noch da? Das Spiel wartet auf Sie.",
    probe: "Das Spiel wartet auf Sie.",
  },
  pause: "Anhalten",
  reset: "Diese Runde beenden",
  stop: "Das Spiel beenden",
  slower: "Langsamer",
  faster: "Schneller",
  rate: (fps: number) => `${oneDecimal(fps, "de")} pro Sekunde`,
  rateBox: "Schritte pro Sekunde",
  widgets: {
    title: "Neben dem Spiel",
    judgements: { good: "Gut", bad: "Schlecht" },
    yes: "Ja",
    no: "Nein",
    send: "Senden",
    pressed: (label: string) => `${label}: notiert.`,
    set: (label: string, value: string) => `${label}: ${value}.`,
    sent: (label: string) => `${label}: gesendet.`,
    cell: (row: number, column: number) => `Zeile ${number(row)}, Spalte ${number(column)}`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `Markiert: Zeilen ${number(top)} bis ${number(bottom)}, Spalten ${number(left)} bis ${number(right)}.`,
    gridHint:
      "Ziehen Sie über die Felder. Oder gehen Sie mit den Pfeiltasten zu einem Feld, halten Sie die Umschalttaste, um mehr zu markieren, und drücken Sie die Eingabetaste.",
  },
  wayOn: {
    skip: "Sie können mit dem nächsten Teil der Studie weitermachen.",
    end: "Die Studie kann von hier aus nicht weitergehen und endet jetzt.",
  },
  hung: "Das Spiel musste anhalten, weil es nicht von selbst weiterging. Was Sie bisher getan haben, bleibt erhalten.",
  boot: "Das Spiel wird bereit gemacht",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "Leider ist etwas schiefgegangen.",
  workerLost:
    "Das Spiel konnte nicht starten: Eine seiner Dateien wurde nicht geladen. Bitte prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.",
};
