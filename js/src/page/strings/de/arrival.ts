/** German: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import type { ArrivalStrings } from "../en/arrival";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"one">("de");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "Web Worker",
  canvas: "Offscreen Canvas",
  database: "eine Datenbank (IndexedDB)",
  locks: "Web Locks",
  crypto: "Web-Kryptografie",
  compression: "Compression Streams",
};

export const arrival: ArrivalStrings = {
  languageTitle: "In welcher Sprache möchten Sie lesen?",
  continue: "Weiter",
  retry: "Noch einmal versuchen",
  details: "Einzelheiten für die Forschenden",
  course: "Fortschritt in der Studie",

  insecure:
    "Diese Seite wurde über eine ungeschützte Verbindung (http) geöffnet. Dort verbieten Browser, was die Studie braucht. Bitte öffnen Sie ihre Adresse mit https://, oder wenden Sie sich an die Personen, die Sie hierher geschickt haben.",
  missing: (lacking: readonly Capability[]) =>
    `Dieser Browser kann die Studie nicht ausführen, denn es fehlt: ${and(lacking.map((each) => capabilities[each]))}. Bitte öffnen Sie diese Seite in einer aktuellen Version von Chrome, Edge, Firefox oder Safari.`,
  unreachable:
    "Die Studie ist nicht erreichbar. Bitte prüfen Sie Ihre Internetverbindung und versuchen Sie es noch einmal.",
  busy: "Diese Studie ist schon in einem anderen Tab oder Fenster dieses Browsers geöffnet. Bitte machen Sie dort weiter, oder schließen Sie es und versuchen Sie es hier noch einmal.",
  closed:
    "Diese Studie ist geschlossen und nimmt niemanden mehr auf. Vielen Dank für Ihr Interesse.",
  broken:
    "Etwas ist schiefgegangen, und die Studie kann nicht von selbst weitergehen. Was Sie bisher getan haben, bleibt erhalten. Wenn Sie es noch einmal versuchen, kommen Sie dorthin zurück, wo Sie waren.",
  brokenTitle: "Das hat leider nicht geklappt",
  hostTitle: "Diese Studie kann hier nicht laufen",
  busyTitle: "Schon anderswo geöffnet",
  closedTitle: "Diese Studie ist geschlossen",
  finishedTitle: "Sie haben diese Studie abgeschlossen",
  finished:
    "Ihre letzte Seite ist hier nicht mehr vorhanden. Falls Sie Ihren Code noch brauchen, schreiben Sie bitte den Personen, die Sie hierher geschickt haben.",

  admission: {
    idTitle: "Dieser Link ist nicht vollständig",
    id: "Aus der Adresse dieser Seite geht nicht hervor, wer Sie sind, oder nicht so, wie die Studie es braucht. Bitte öffnen Sie die Studie über den Link, den Sie bekommen haben, vollständig und unverändert, oder fragen Sie die Personen, die Sie hierher geschickt haben.",
    soonTitle: "Die Studie kann gerade nicht beginnen",
    soon: "Der Ort, an dem die Antworten gesammelt werden, nimmt im Moment keine an, oder nicht so lange, wie die Studie dauert. Es wurde nichts aufgezeichnet. Bitte versuchen Sie es später noch einmal, oder sagen Sie es den Personen, die Sie hierher geschickt haben.",
    silent:
      "Der Ort, an dem die Antworten gesammelt werden, war nicht erreichbar. Es wurde nichts aufgezeichnet. Bitte prüfen Sie Ihre Internetverbindung und ob etwas auf diesem Gerät Teile der Seite blockiert (ein Werbeblocker, ein VPN, die Firewall am Arbeitsplatz). Versuchen Sie es dann noch einmal.",
    tryingTitle: "Einen Moment, bitte",
    trying: "Die Studie prüft, ob Ihre Antworten gespeichert werden können.",
  },

  login: {
    note: "Bitte geben Sie sie so ein, wie Sie sie bekommen haben. Groß- und Kleinschreibung zählt.",
    empty: "Bitte geben Sie Ihre Kennung ein.",
    form: "Das sieht nicht wie eine Kennung dieser Studie aus. Bitte prüfen Sie, ob Sie sich vertippt haben.",
    unknown:
      "Diese Kennung steht nicht auf der Liste dieser Studie. Bitte prüfen Sie, ob Sie sich vertippt haben, oder fragen Sie die Personen, die Sie hierher geschickt haben.",
    excluded:
      "Mit dieser Kennung ist keine Teilnahme möglich, vielleicht wurde sie schon verwendet. Bitte prüfen Sie, ob Sie sich vertippt haben, oder fragen Sie die Personen, die Sie hierher geschickt haben.",
  },

  unsupported: {
    title: "Dieses Gerät genügt für die Studie nicht",
    text: "Die Studie braucht etwas, das dieses Gerät in seinem jetzigen Zustand nicht hat:",
    nothing:
      "Über Sie und dieses Gerät wurde nichts gespeichert oder gesendet. Sie können die Studie auch auf einem anderen Gerät öffnen.",
    fps: (there: number, needed: number) =>
      `Es zeichnet etwa ${number(Math.floor(there))} Bilder in der Sekunde, das Spiel braucht ${number(Math.ceil(needed))}. Es hilft, andere Programme und Tabs zu schließen und das Ladekabel anzustecken.`,
    memory: (needed: number) => `Es hat weniger als ${number(needed)} GB Arbeitsspeicher.`,
    storage: (needed: number) =>
      `Dieser Browser hat weniger als ${number(needed)} MB Platz, um Ihre Antworten aufzubewahren. Es hilft, kein privates Fenster zu verwenden oder Speicherplatz frei zu machen.`,
    width: (there: number, needed: number) =>
      `Das Fenster ist ${number(there)} Pixel breit, die Studie braucht ${number(needed)}. Wenn der Bildschirm größer ist, machen Sie das Fenster breiter, oder drehen Sie das Gerät.`,
    height: (there: number, needed: number) =>
      `Das Fenster ist ${number(there)} Pixel hoch, die Studie braucht ${number(needed)}. Wenn der Bildschirm größer ist, machen Sie das Fenster höher, oder drehen Sie das Gerät.`,
    mouse: "Es hat weder Maus noch Touchpad.",
    touch: "Es hat keinen Touchscreen.",
  },

  quota: {
    waitingTitle: "Einen Moment, bitte",
    waiting:
      "Die Studie sucht einen Platz für Sie. Diese Seite geht von selbst weiter. Bitte lassen Sie sie geöffnet.",
    awayTitle: "Die Studie kann gerade nicht weitergehen",
    away: "Im Moment wurde kein Platz für Sie gefunden. Was Sie bisher getan haben, bleibt erhalten. Bitte versuchen Sie es in einigen Minuten noch einmal, in diesem Browser.",
  },

  place: {
    previewTitle: "Dies ist eine Vorschau",
    preview:
      "Bitte nehmen Sie diese Aufgabe (HIT) erst an. Dann beginnt die Studie. Bisher wurde nichts aufgezeichnet.",
    framedTitle: "Diese Studie braucht einen eigenen Tab",
    framed:
      "Innerhalb dieser Seite lässt Ihr Browser die Studie nichts aufbewahren, und Ihre Antworten wären nicht sicher. Bitte öffnen Sie sie in einem eigenen Tab. Es ist dieselbe Studie, und sie weiß, woher Sie kommen.",
    ownTab: "Die Studie in einem neuen Tab öffnen",
    copyAddress:
      "Wenn nichts geschieht oder Sie dort wieder dies lesen, kopieren Sie diese Adresse in einen neuen Tab:",
  },

  newerTitle: "Die Studie hat sich geändert",
  newer:
    "Die Studie wurde geändert, seit Sie begonnen haben, und die Fassung, mit der Sie begonnen haben, gibt es nicht mehr. Darum beginnt sie noch einmal von vorn.",

  shared: {
    sameTitle: "Sind Sie es noch?",
    same: "Hier ist jemand mitten in der Studie. Wenn Sie das sind, machen Sie weiter. Wenn Sie sich gerade erst hingesetzt haben, beginnen Sie als neue Person.",
    goOn: "Dort weitermachen, wo ich war",
    anew: "Ich nehme neu teil",
    earlier: (sessions: number) =>
      count(sessions, {
        one: "Für die Versuchsleitung: Von diesem Computer wird noch # frühere Sitzung gesendet.",
        other:
          "Für die Versuchsleitung: Von diesem Computer werden noch # frühere Sitzungen gesendet.",
      }),
    next: "Nächste Person",
    unsent:
      "Die nächste Person kann schon beginnen. Was noch nicht gesendet ist, bleibt auf diesem Computer, wird niemandem gezeigt und wird gesendet, wenn die Studie hier geöffnet ist.",
    wiped: "Dieser Computer behält nichts davon.",
    soon: (minutes: number) =>
      count(minutes, {
        one: "Nach # Minute geht die Seite von selbst an den Anfang zurück.",
        other: "Nach # Minuten geht die Seite von selbst an den Anfang zurück.",
      }),
  },
};
