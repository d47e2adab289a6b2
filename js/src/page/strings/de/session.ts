/** German: what concerns a session as a whole, and how it ends. */

import type { SessionStrings } from "../en/session";
import { grammarOf, kilobytes } from "../grammar";

const { count, number } = grammarOf<"one">("de");

export const session: SessionStrings = {
  earlyEnd: {
    failed: {
      title: "Die Studie endet hier",
      text: "Etwas hindert die Studie daran weiterzugehen. Das liegt nicht an Ihnen. Was Sie bisher getan haben, bleibt erhalten. Wenn Ihnen für die Teilnahme etwas versprochen wurde, wenden Sie sich bitte an die Personen, die Sie hierher geschickt haben.",
    },
    timed_out: {
      title: "Die Zeit ist um",
      text: "Die Zeit, die diese Studie für jede Person hat, ist um. Deshalb endet sie hier. Was Sie bisher getan haben, bleibt erhalten. Vielen Dank für Ihre Teilnahme.",
    },
    screened_out: {
      title: "Die Studie endet hier",
      text: "Vielen Dank für Ihre Zeit. Der Rest dieser Studie ist nicht für Sie bestimmt. Was Sie bisher getan haben, bleibt erhalten.",
    },
  },

  time: {
    left: (minutes: number) =>
      count(minutes, {
        one: "Die Zeit für diese Studie ist in # Minute um. Dann endet sie von selbst. Was Sie bis dahin getan und gesendet haben, bleibt erhalten.",
        other:
          "Die Zeit für diese Studie ist in # Minuten um. Dann endet sie von selbst. Was Sie bis dahin getan und gesendet haben, bleibt erhalten.",
      }),
  },

  idle: {
    asked:
      "Sind Sie noch da? Nehmen Sie sich die Zeit, die Sie brauchen: Was Sie eingegeben haben, bleibt hier stehen.",
    askedBeforeEnd: (seconds: number) =>
      seconds < 120
        ? count(Math.round(seconds), {
            one: "Sind Sie noch da? Was Sie eingegeben haben, bleibt hier stehen. Wenn Sie nichts tun, endet die Studie in # Sekunde.",
            other:
              "Sind Sie noch da? Was Sie eingegeben haben, bleibt hier stehen. Wenn Sie nichts tun, endet die Studie in # Sekunden.",
          })
        : count(Math.round(seconds / 60), {
            one: "Sind Sie noch da? Was Sie eingegeben haben, bleibt hier stehen. Wenn Sie nichts tun, endet die Studie in # Minute.",
            other:
              "Sind Sie noch da? Was Sie eingegeben haben, bleibt hier stehen. Wenn Sie nichts tun, endet die Studie in # Minuten.",
          }),
    here: "Ich bin noch da",
  },

  declinedTitle: "Vielen Dank",
  declined:
    "Sie haben sich entschieden, nicht teilzunehmen. Über Sie und diesen Besuch wurde nichts gespeichert oder gesendet. Sie können diese Seite jetzt schließen.",

  withdrawal: {
    title: "Teilnahme beenden?",
    text: "Sie können jederzeit aufhören, ohne einen Grund zu nennen. Was soll mit dem geschehen, was Sie bisher angegeben haben?",
    keep: "Beenden. Die Forschenden dürfen es behalten",
    delete: "Beenden. Ich möchte, dass es gelöscht wird",
    goOn: "Mit der Studie weitermachen",
    doneTitle: "Sie haben Ihre Teilnahme beendet",
    done: {
      keep: "Von jetzt an wird nichts mehr aufgezeichnet. Die Forschenden behalten, was Sie bis dahin angegeben haben.",
      delete:
        "Von jetzt an wird nichts mehr aufgezeichnet. Was Sie bis dahin angegeben haben, ist in diesem Browser gelöscht, und die Verantwortlichen der Studie werden gebeten zu löschen, was ihnen gesendet wurde.",
      unsent:
        "Von jetzt an wird nichts mehr aufgezeichnet. Was Sie bis dahin angegeben haben, ist in diesem Browser gelöscht, und nichts davon wurde je gesendet.",
    },
    sending: {
      keep: "Ihre Angaben werden gesendet. Bitte lassen Sie diese Seite noch einen Moment geöffnet.",
      delete: "Ihr Wunsch wird gesendet. Bitte lassen Sie diese Seite noch einen Moment geöffnet.",
    },
    sent: {
      keep: "Ihre Angaben wurden gesendet und gespeichert. Sie können diese Seite jetzt schließen.",
      delete: "Ihr Wunsch ist angekommen. Sie können diese Seite jetzt schließen.",
    },
    waiting: {
      keep: "Ihre Angaben konnten noch nicht gesendet werden. Sie sind sicher in diesem Browser, der es weiter versucht. Bitte lassen Sie diese Seite geöffnet, oder öffnen Sie sie später wieder in diesem Browser.",
      delete:
        "Ihr Wunsch konnte noch nicht gesendet werden. Er ist in diesem Browser aufbewahrt, der es weiter versucht. Bitte lassen Sie diese Seite geöffnet, oder öffnen Sie sie später wieder in diesem Browser. Oder schreiben Sie den Verantwortlichen der Studie und nennen Sie die Nummer unten.",
    },
    session: (id: string) =>
      `Wenn Sie den Verantwortlichen der Studie schreiben möchten: Diese Nummer bezeichnet Ihren Besuch: ${id}`,
  },

  storage: {
    memory:
      "Dieser Browser lässt die Studie Ihre Antworten nicht auf diesem Gerät aufbewahren: Vielleicht ist es ein privates Fenster, oder es ist kein Platz mehr frei. Sie werden laufend gesendet. Bitte lassen Sie diese Seite geöffnet, bis die letzte Seite sagt, dass alles gesendet wurde.",
    full: "Das Spiel wartet: Dieser Browser hat keinen Platz mehr dafür, und was da ist, konnte noch nicht gesendet werden. Bitte prüfen Sie Ihre Internetverbindung und lassen Sie diese Seite geöffnet.",
    slow: "Das Spiel wartet einen Moment, bis dieses Gerät gespeichert hat, was Sie getan haben.",
    lost: "Was dieser Browser von der Studie aufbewahrt hatte, wurde während Ihrer Teilnahme entfernt, und ein Teil davon war noch nicht gesendet. Bitte machen Sie weiter, und sagen Sie es den Verantwortlichen der Studie.",
  },

  end: {
    bonus: (amount: string) => `Ihr Bonus: ${amount}`,
    saving:
      "Ihre Antworten werden gesendet. Bitte lassen Sie diese Seite noch einen Moment geöffnet.",
    received:
      "Ihre Antworten sind angekommen und sicher. Sie können die Seite jetzt verlassen. Eine zweite Kopie ist noch unterwegs an einen anderen Ort, und diese Seite sendet sie weiter, solange sie geöffnet ist.",
    saved: "Alles wurde gesendet und gespeichert. Vielen Dank!",
    trouble: {
      offline:
        "Sie sind offline. Ihre Antworten sind sicher in diesem Browser und werden gesendet, sobald Sie wieder online sind. Bitte lassen Sie diese Seite geöffnet, oder öffnen Sie sie später wieder in diesem Browser. Um sicherzugehen, laden Sie sie herunter.",
      unreachable:
        "Ihre Antworten konnten noch nicht gesendet werden. Sie sind sicher in diesem Browser, der es weiter versucht. Bitte lassen Sie diese Seite geöffnet, oder öffnen Sie sie später wieder in diesem Browser. Um sicherzugehen, laden Sie sie herunter.",
      busy: "Ihre Antworten konnten noch nicht gesendet werden: Der Ort, an dem sie gesammelt werden, ist überlastet. Sie sind sicher in diesem Browser, der es weiter versucht. Bitte lassen Sie diese Seite geöffnet, oder öffnen Sie sie später wieder in diesem Browser. Um sicherzugehen, laden Sie sie herunter.",
      refused:
        "Ihre Antworten können im Moment nicht gesendet werden: Der Ort, an dem sie gesammelt werden, nimmt sie nicht an. Das liegt nicht an Ihnen. Sie sind sicher in diesem Browser, der es weiter versucht. Bitte laden Sie sie herunter und senden Sie die Datei an die Verantwortlichen der Studie, die dies beheben müssen. Oder öffnen Sie diese Seite später wieder in diesem Browser.",
      kept: "So, wie diese Studie jetzt eingerichtet ist, können Ihre Antworten nicht gesendet werden. Sie sind sicher in diesem Browser. Bitte laden Sie sie herunter und senden Sie die Datei an die Verantwortlichen der Studie.",
      lost: "Ein Teil Ihrer Antworten wurde aus diesem Browser entfernt, bevor er gesendet werden konnte. Bitte sagen Sie es den Verantwortlichen der Studie.",
      memory:
        "Ihre Antworten konnten noch nicht gesendet werden, und dieser Browser lässt die Studie sie nicht auf diesem Gerät aufbewahren: Sie sind nur in dieser geöffneten Seite, die es weiter versucht. Bitte lassen Sie sie geöffnet. Um sicherzugehen, laden Sie sie herunter.",
      unsaved:
        "Ihr Browser hat Schwierigkeiten, Ihre Antworten aufzubewahren; vielleicht fehlt ihm Speicherplatz. Bitte lassen Sie diese Seite geöffnet, bis diese Meldung verschwindet: Was noch nicht gespeichert ist, ginge sonst verloren.",
    },
    noDestination:
      "Diese Studie hat noch keinen Ort, an den Antworten gesendet werden. Ihre sind in diesem Browser aufbewahrt und gehen nirgendwohin, es sei denn, Sie laden sie herunter.",
    left: (parts: number, bytes: number) => {
      const size = number(kilobytes(bytes));
      return count(parts, {
        one: `Noch zu senden: # Teil, ${size} kB.`,
        other: `Noch zu senden: # Teile, ${size} kB.`,
      });
    },
    lastError: (message: string) => `Der letzte Versuch ist fehlgeschlagen: ${message}`,
    download: "Meine Antworten herunterladen",
    codeTitle: "Ihr Abschlusscode",
    codeLate: (message: string) =>
      `Ihr Abschlusscode konnte noch nicht geholt werden. Diese Seite versucht es weiter, bitte lassen Sie sie geöffnet. ${message}`,
    codeHint: "Bitte kopieren Sie diesen Code auf die Seite, die Sie hierher geschickt hat.",
    copy: "Kopieren",
    copied: "Kopiert",
    copyFailed: "Bitte markieren und kopieren Sie den Code",
    redirect: (host: string) => `Weiter zu ${host}`,
    redirecting: (host: string) => `Sie werden zu ${host} weitergeleitet.`,
  },
};
