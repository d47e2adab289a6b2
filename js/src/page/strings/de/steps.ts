/** German: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"one">("de");

export const steps: StepStrings = {
  judging: {
    watch: "Bitte sehen Sie zu",
    play: "Abspielen",
    pause: "Anhalten",
    replay: "Von vorn",
    controls: "Wiedergabe der Ausschnitte",
    position: "Wie viel schon gezeigt wurde",
    film: "Der Ausschnitt",
    clip: (letter: string) => `Ausschnitt ${letter}`,
    pair: (place: number, of: number) => `Paar ${number(place)} von ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `Ausschnitt ${number(place)} von ${number(of)}`,
    first: "A ist besser",
    second: "B ist besser",
    tie: "Beide sind gleich gut",
    cant_tell: "Ich kann es nicht sagen",
    wait: "Sie können antworten, sobald Sie genug von beiden Ausschnitten gesehen haben.",
    ready: "Sie können jetzt antworten oder noch einmal zusehen.",
    waitAll: "Sie können weitermachen, sobald Sie genug von allen Ausschnitten gesehen haben.",
    readyToRank: "Sie können weitermachen, wenn die Reihenfolge für Sie stimmt.",
    howToRank:
      "Ziehen Sie die Ausschnitte, oder verschieben Sie sie mit den Pfeilen. Der beste kommt zuerst.",
    up: (label: string) => `${label} nach oben`,
    down: (label: string) => `${label} nach unten`,
    moved: (label: string, place: number, of: number) =>
      `${label} ist jetzt Nummer ${number(place)} von ${number(of)}.`,
    said: (label: string) => `Ihre Antwort: ${label}.`,
  },

  media: {
    toEnd: "Sie können weitermachen, wenn alles abgespielt wurde.",
    over: "Das war alles.",
    failed: "Diese Aufnahme konnte nicht abgespielt werden. Sie können ohne sie weitermachen.",
  },

  microphone: {
    why: "Dieser Teil der Studie hört über Ihr Mikrofon zu. Ihr Browser fragt Sie, ob er das darf: Bitte erlauben Sie es.",
    allow: "Mikrofon erlauben",
    without: "Ohne Mikrofon weiter",
    cannot: "Ich kann oder möchte nicht",
    refused: {
      NotAllowedError:
        "Ihr Browser lässt die Studie nicht zuhören. Bitte erlauben Sie das Mikrofon neben der Adresszeile oder in den Einstellungen des Browsers und versuchen Sie es erneut.",
      NotFoundError:
        "Es wurde kein Mikrofon gefunden. Bitte schließen Sie eines an und versuchen Sie es erneut.",
      NotSupportedError:
        "Ihr Browser kann Sie hören, aber nicht aufnehmen, was Sie sagen. Bitte machen Sie ohne Mikrofon weiter oder versuchen Sie es mit einem anderen Browser.",
    } as Readonly<Record<string, string>>,
    failed:
      "Das Mikrofon ließ sich nicht öffnen. Vielleicht benutzt es ein anderes Programm. Bitte versuchen Sie es erneut.",
    speak: "Bitte sagen Sie ein paar Worte: Der Balken sollte sich bewegen.",
    level: "Lautstärke",
    start: "Aufnahme beginnen",
    again: "Noch einmal aufnehmen",
    stop: "Aufnahme beenden",
    recording: (seconds: number) =>
      count(seconds, {
        one: "Aufnahme läuft: noch # Sekunde.",
        other: "Aufnahme läuft: noch # Sekunden.",
      }),
    recorded: (seconds: number) =>
      count(seconds, { one: "Aufgenommen: # Sekunde.", other: "Aufgenommen: # Sekunden." }),
    on: "Das Mikrofon ist an: Was Sie sagen, wird aufgenommen.",
    lost: "Die Verbindung zum Mikrofon ist abgebrochen. Bitte machen Sie weiter; was Sie sagen, wird nicht mehr aufgenommen.",
  },

  fullscreen: {
    why: "Dieser Teil der Studie füllt den ganzen Bildschirm. Ihr Browser sagt Ihnen, wie Sie das Vollbild wieder verlassen.",
    enter: "Bildschirm füllen",
    without: "Ohne Vollbild weiter",
    cannot: "Ich kann oder möchte nicht",
    unable:
      "Ihr Browser kann diese Seite nicht im Vollbild zeigen. Sie können ohne Vollbild weitermachen.",
    needed: "Ihr Browser kann diese Seite nicht im Vollbild zeigen, was diese Studie braucht.",
    failed: "Ihr Browser hat den Bildschirm nicht gefüllt. Bitte versuchen Sie es erneut.",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, {
            one: "Es geht in # Sekunde weiter.",
            other: "Es geht in # Sekunden weiter.",
          })
        : `Es geht in ${clockOf(seconds, "de")} Minuten weiter.`,
    over: "Die Pause ist vorbei.",
  },

  consent: {
    unread: "Bitte lesen Sie den Text erst bis zum Ende.",
    unticked:
      "Bitte kreuzen Sie die mit * markierten Kästchen an, oder entscheiden Sie sich gegen die Teilnahme.",
  },

  form: {
    legend: "Fragen mit * müssen beantwortet werden.",
    send: "Weiter",
    invalid: (answers: number) =>
      count(answers, {
        one: "Bitte sehen Sie sich # Antwort noch einmal an, bevor Sie weitermachen.",
        other: "Bitte sehen Sie sich # Antworten noch einmal an, bevor Sie weitermachen.",
      }),
    required: "Bitte beantworten Sie diese Frage.",
    requiredChoice: "Bitte wählen Sie eine Antwort.",
    requiredChoices: "Bitte kreuzen Sie mindestens ein Kästchen an.",
    requiredSlider: "Bitte klicken Sie auf die Linie, oder verwenden Sie die Pfeiltasten.",
    requiredRanking: "Bitte ändern Sie die Reihenfolge, oder bestätigen Sie, dass sie so stimmt.",
    tooFew: (least: number) => `Bitte wählen Sie mindestens ${number(least)}.`,
    tooMany: (most: number) => `Bitte wählen Sie höchstens ${number(most)}.`,
    otherWords: "Bitte schreiben Sie in das Feld, was Sie meinen.",
    otherLabel: (label: string) => `${label}: in Ihren eigenen Worten`,
    notDate: "Bitte geben Sie ein vollständiges Datum an.",
    tooEarly: (first: string) => `Bitte geben Sie kein Datum vor dem ${day(first)} an.`,
    tooLate: (last: string) => `Bitte geben Sie kein Datum nach dem ${day(last)} an.`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `Vom ${day(first)} bis zum ${day(last)}`;
      if (first !== null) return `${day(first)} oder später`;
      return last === null ? null : `Bis zum ${day(last)}`;
    },
    slider: "Klicken Sie auf die Linie, oder bewegen Sie sich mit den Pfeiltasten darauf.",
    sliderUntouched: "noch nicht beantwortet",
    ranking: "Ziehen Sie die Wörter, oder verwenden Sie die Pfeile. Das Erste kommt nach oben.",
    rankingKeep: "Es stimmt so, wie es ist",
    rankingUp: (label: string) => `Nach oben: ${label}`,
    rankingDown: (label: string) => `Nach unten: ${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label} ist jetzt an Stelle ${number(place)} von ${number(of)}.`,
    tooLong: (limit: number, length: number) =>
      `Bitte verwenden Sie höchstens ${number(limit)} Zeichen; jetzt sind es ${number(length)}.`,
    notNumber: "Bitte geben Sie eine Zahl in Ziffern ein.",
    notInteger: "Bitte geben Sie eine ganze Zahl ein.",
    tooSmall: (min: number) => `Bitte geben Sie eine Zahl ein, die mindestens ${number(min)} ist.`,
    tooLarge: (max: number) => `Bitte geben Sie eine Zahl ein, die höchstens ${number(max)} ist.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `Von ${number(min)} bis ${number(max)}`;
      if (min !== null) return `${number(min)} oder mehr`;
      return max === null ? null : `Bis ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "Kreuzen Sie alles Zutreffende an.";
      if (least === null) return `Wählen Sie höchstens ${number(most ?? 0)}.`;
      if (most === null) return `Wählen Sie mindestens ${number(least)}.`;
      if (least === most) return `Wählen Sie ${number(least)}.`;
      return `Wählen Sie ${number(least)} bis ${number(most)}.`;
    },
  },

  quiz: {
    right: "Das ist richtig.",
    notRight: "Das ist nicht richtig.",
    passed: "Alle Ihre Antworten sind richtig.",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, {
        one: "# Antwort ist nicht richtig.",
        other: "# Antworten sind nicht richtig.",
      });
      const again = {
        one: "Sie können es noch einmal versuchen.",
        other: "Sie können es noch #-mal versuchen.",
      };
      return left === 0 ? wrong : `${wrong} ${count(left, again)}`;
    },
  },
};
