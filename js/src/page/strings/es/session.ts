/** Spanish: what concerns a session as a whole, and how it ends. */

import type { SessionStrings } from "../en/session";
import { grammarOf, kilobytes } from "../grammar";

const { count, number } = grammarOf<"one">("es");

export const session: SessionStrings = {
  earlyEnd: {
    failed: {
      title: "El estudio termina aquí",
      text: "Algo impide que el estudio continúe. No es culpa suya. Lo que ha hecho hasta ahora se conserva; si le prometieron algo por participar, avise a las personas que le enviaron aquí.",
    },
    timed_out: {
      title: "El tiempo se ha acabado",
      text: "El tiempo que este estudio tiene para cada persona se ha acabado, así que termina aquí. Lo que ha hecho hasta ahora se conserva. Gracias por participar.",
    },
    screened_out: {
      title: "El estudio termina aquí",
      text: "Gracias por su tiempo. El resto de este estudio no es para usted; lo que ha hecho hasta ahora se conserva.",
    },
  },

  time: {
    left: (minutes: number) =>
      count(minutes, {
        one: "El tiempo de este estudio se acaba dentro de # minuto. Entonces termina por sí solo; lo que haya hecho y enviado hasta entonces se conserva.",
        other:
          "El tiempo de este estudio se acaba dentro de # minutos. Entonces termina por sí solo; lo que haya hecho y enviado hasta entonces se conserva.",
      }),
  },

  idle: {
    asked: "¿Sigue ahí? Tómese el tiempo que necesite: lo que ha introducido se queda aquí.",
    askedBeforeEnd: (seconds: number) =>
      seconds < 120
        ? count(Math.round(seconds), {
            one: "¿Sigue ahí? Lo que ha introducido se queda aquí. Si no hace nada, el estudio termina dentro de # segundo.",
            other:
              "¿Sigue ahí? Lo que ha introducido se queda aquí. Si no hace nada, el estudio termina dentro de # segundos.",
          })
        : count(Math.round(seconds / 60), {
            one: "¿Sigue ahí? Lo que ha introducido se queda aquí. Si no hace nada, el estudio termina dentro de # minuto.",
            other:
              "¿Sigue ahí? Lo que ha introducido se queda aquí. Si no hace nada, el estudio termina dentro de # minutos.",
          }),
    here: "Sigo aquí",
  },

  declinedTitle: "Gracias",
  declined:
    "Ha decidido no participar. No se guardó ni se envió nada sobre usted ni sobre esta visita. Ya puede cerrar esta página.",

  withdrawal: {
    title: "¿Dejar de participar?",
    text: "Puede dejarlo en cualquier momento, sin dar ninguna razón. ¿Qué debe hacerse con lo que ha aportado hasta ahora?",
    keep: "Dejarlo. El equipo investigador puede conservarlo",
    delete: "Dejarlo. Quiero que se borre",
    goOn: "Continuar con el estudio",
    doneTitle: "Ha dejado de participar",
    done: {
      keep: "A partir de ahora ya no se registra nada. El equipo investigador conserva lo que aportó antes.",
      delete:
        "A partir de ahora ya no se registra nada. Lo que aportó antes se ha borrado de este navegador, y se pide a los responsables del estudio que borren lo que se les envió.",
      unsent:
        "A partir de ahora ya no se registra nada. Lo que aportó antes se ha borrado de este navegador, y nunca se envió nada de ello.",
    },
    sending: {
      keep: "Se está enviando lo que aportó. Mantenga esta página abierta un momento.",
      delete: "Se está enviando su petición. Mantenga esta página abierta un momento.",
    },
    sent: {
      keep: "Lo que aportó se envió y se guardó. Ya puede cerrar esta página.",
      delete: "Su petición ha llegado. Ya puede cerrar esta página.",
    },
    waiting: {
      keep: "Lo que aportó todavía no se pudo enviar. Está seguro en este navegador, que lo sigue intentando. Mantenga esta página abierta, o vuelva a abrirla más tarde en este navegador.",
      delete:
        "Su petición todavía no se pudo enviar. Se conserva en este navegador, que lo sigue intentando. Mantenga esta página abierta, o vuelva a abrirla más tarde en este navegador. O escriba a los responsables del estudio e indique el número de abajo.",
    },
    session: (id: string) =>
      `Si quiere escribir a los responsables del estudio, este número identifica su visita: ${id}`,
  },

  storage: {
    memory:
      "Este navegador no deja que el estudio conserve sus respuestas en este dispositivo: puede ser una ventana privada, o no queda espacio. Se van enviando sobre la marcha. Mantenga esta página abierta hasta que la última página diga que todo se envió.",
    full: "El juego espera: este navegador no tiene espacio para conservar más, y lo que hay todavía no se pudo enviar. Compruebe su conexión a internet y mantenga esta página abierta.",
    slow: "El juego espera un momento, hasta que este dispositivo haya guardado lo que ha hecho.",
    lost: "Lo que este navegador había conservado del estudio se eliminó mientras participaba, y una parte aún no se había enviado. Continúe, y avise a los responsables del estudio.",
  },

  end: {
    bonus: (amount: string) => `Su bonificación: ${amount}`,
    saving: "Se están enviando sus respuestas. Mantenga esta página abierta un momento.",
    received:
      "Sus respuestas han llegado y están seguras: ya puede irse. Una segunda copia va todavía de camino a otro lugar, y esta página la sigue enviando mientras esté abierta.",
    saved: "Todo se envió y se guardó. ¡Gracias!",
    trouble: {
      offline:
        "No tiene conexión. Sus respuestas están seguras en este navegador y se enviarán en cuanto vuelva a tener conexión. Mantenga esta página abierta, o vuelva a abrirla más tarde en este navegador. Para mayor seguridad, descárguelas.",
      unreachable:
        "Sus respuestas todavía no se pudieron enviar. Están seguras en este navegador, que lo sigue intentando. Mantenga esta página abierta, o vuelva a abrirla más tarde en este navegador. Para mayor seguridad, descárguelas.",
      busy: "Sus respuestas todavía no se pudieron enviar: el lugar donde se reúnen está saturado. Están seguras en este navegador, que lo sigue intentando. Mantenga esta página abierta, o vuelva a abrirla más tarde en este navegador. Para mayor seguridad, descárguelas.",
      refused:
        "En este momento sus respuestas no se pueden enviar: el lugar donde se reúnen no las acepta. No es culpa suya. Están seguras en este navegador, que lo sigue intentando. Descárguelas y envíe el archivo a los responsables del estudio, que tienen que arreglarlo; o vuelva a abrir esta página más tarde en este navegador.",
      kept: "Tal como está configurado ahora el estudio, sus respuestas no se pueden enviar. Están seguras en este navegador. Descárguelas y envíe el archivo a los responsables del estudio.",
      lost: "Una parte de sus respuestas se eliminó de este navegador antes de que se pudiera enviar. Avise a los responsables del estudio.",
      memory:
        "Sus respuestas todavía no se pudieron enviar, y este navegador no deja que el estudio las conserve en este dispositivo: solo están en esta página abierta, que lo sigue intentando. Manténgala abierta. Para mayor seguridad, descárguelas.",
      unsaved:
        "Su navegador tiene problemas para conservar sus respuestas; quizá le falte espacio. Deje esta página abierta hasta que desaparezca este mensaje: lo que aún no se ha conservado se perdería.",
    },
    noDestination:
      "Este estudio todavía no tiene un lugar al que se envíen las respuestas. Las suyas se conservan en este navegador y no van a ningún otro sitio, a menos que usted las descargue.",
    left: (parts: number, bytes: number) => {
      const size = number(kilobytes(bytes));
      return count(parts, {
        one: `Falta por enviar: # parte, ${size} kB.`,
        other: `Faltan por enviar: # partes, ${size} kB.`,
      });
    },
    lastError: (message: string) => `El último intento falló: ${message}`,
    download: "Descargar mis respuestas",
    codeTitle: "Su código de finalización",
    codeLate: (message: string) =>
      `Su código de finalización todavía no se pudo obtener; esta página lo sigue intentando. Manténgala abierta. ${message}`,
    codeHint: "Copie este código en la página que le envió aquí.",
    copy: "Copiar",
    copied: "Copiado",
    copyFailed: "Seleccione el código y cópielo",
    redirect: (host: string) => `Continuar a ${host}`,
    redirecting: (host: string) => `Se le está llevando a ${host}.`,
  },
};
