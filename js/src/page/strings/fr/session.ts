/** French: what concerns a session as a whole, and how it ends. */

import type { SessionStrings } from "../en/session";
import { grammarOf, kilobytes } from "../grammar";

const { count, number } = grammarOf<"one">("fr");

export const session: SessionStrings = {
  earlyEnd: {
    failed: {
      title: "L’étude se termine ici",
      text: "Quelque chose empêche l’étude de continuer. Vous n’y êtes pour rien. Ce que vous avez fait jusqu’ici est conservé ; si l’on vous a promis quelque chose pour votre participation, veuillez prévenir les personnes qui vous ont envoyé ici.",
    },
    timed_out: {
      title: "Le temps est écoulé",
      text: "Le temps que cette étude prévoit pour chaque personne est écoulé ; elle se termine donc ici. Ce que vous avez fait jusqu’ici est conservé. Merci de votre participation.",
    },
    screened_out: {
      title: "L’étude se termine ici",
      text: "Merci du temps que vous avez donné. Le reste de cette étude ne vous concerne pas ; ce que vous avez fait jusqu’ici est conservé.",
    },
  },

  time: {
    left: (minutes: number) =>
      count(minutes, {
        one: "Le temps de cette étude est écoulé dans # minute. Elle se termine alors d’elle-même ; ce que vous aurez fait et envoyé jusque-là est conservé.",
        other:
          "Le temps de cette étude est écoulé dans # minutes. Elle se termine alors d’elle-même ; ce que vous aurez fait et envoyé jusque-là est conservé.",
      }),
  },

  idle: {
    asked:
      "Êtes-vous toujours là ? Prenez le temps qu’il vous faut : ce que vous avez saisi reste ici.",
    askedBeforeEnd: (seconds: number) =>
      seconds < 120
        ? count(Math.round(seconds), {
            one: "Êtes-vous toujours là ? Ce que vous avez saisi reste ici. Si vous ne faites rien, l’étude se termine dans # seconde.",
            other:
              "Êtes-vous toujours là ? Ce que vous avez saisi reste ici. Si vous ne faites rien, l’étude se termine dans # secondes.",
          })
        : count(Math.round(seconds / 60), {
            one: "Êtes-vous toujours là ? Ce que vous avez saisi reste ici. Si vous ne faites rien, l’étude se termine dans # minute.",
            other:
              "Êtes-vous toujours là ? Ce que vous avez saisi reste ici. Si vous ne faites rien, l’étude se termine dans # minutes.",
          }),
    here: "Je suis toujours là",
  },

  declinedTitle: "Merci",
  declined:
    "Vous avez choisi de ne pas participer. Rien sur vous ni sur cette visite n’a été conservé ou envoyé. Vous pouvez maintenant fermer cette page.",

  withdrawal: {
    title: "Arrêter de participer ?",
    text: "Vous pouvez arrêter à tout moment, sans donner de raison. Que doit devenir ce que vous avez donné jusqu’ici ?",
    keep: "Arrêter. Les chercheurs peuvent le garder",
    delete: "Arrêter. Je veux que ce soit effacé",
    goOn: "Continuer l’étude",
    doneTitle: "Vous avez arrêté de participer",
    done: {
      keep: "Désormais, plus rien n’est enregistré. Les chercheurs gardent ce que vous avez donné auparavant.",
      delete:
        "Désormais, plus rien n’est enregistré. Ce que vous avez donné auparavant est effacé de ce navigateur, et il est demandé aux responsables de l’étude d’effacer ce qui leur a été envoyé.",
      unsent:
        "Désormais, plus rien n’est enregistré. Ce que vous avez donné auparavant est effacé de ce navigateur, et rien n’en a jamais été envoyé.",
    },
    sending: {
      keep: "Ce que vous avez donné est en cours d’envoi. Veuillez garder cette page ouverte un instant.",
      delete: "Votre demande est en cours d’envoi. Veuillez garder cette page ouverte un instant.",
    },
    sent: {
      keep: "Ce que vous avez donné a été envoyé et enregistré. Vous pouvez maintenant fermer cette page.",
      delete: "Votre demande est arrivée. Vous pouvez maintenant fermer cette page.",
    },
    waiting: {
      keep: "Ce que vous avez donné n’a pas encore pu être envoyé. C’est en sûreté dans ce navigateur, qui continue d’essayer. Veuillez garder cette page ouverte, ou la rouvrir plus tard dans ce navigateur.",
      delete:
        "Votre demande n’a pas encore pu être envoyée. Elle est conservée dans ce navigateur, qui continue d’essayer. Veuillez garder cette page ouverte, ou la rouvrir plus tard dans ce navigateur. Ou écrivez aux responsables de l’étude en indiquant le numéro ci-dessous.",
    },
    session: (id: string) =>
      `Si vous voulez écrire aux responsables de l’étude, ce numéro désigne votre visite : ${id}`,
  },

  storage: {
    memory:
      "Ce navigateur ne laisse pas l’étude conserver vos réponses sur cet appareil : c’est peut-être une fenêtre privée, ou il n’y a plus de place. Elles sont envoyées au fur et à mesure. Veuillez garder cette page ouverte jusqu’à ce que la dernière page dise que tout a été envoyé.",
    full: "Le jeu attend : ce navigateur n’a plus de place pour le conserver, et ce qui est là n’a pas encore pu être envoyé. Veuillez vérifier votre connexion internet et garder cette page ouverte.",
    slow: "Le jeu attend un instant, jusqu’à ce que cet appareil ait enregistré ce que vous avez fait.",
    lost: "Ce que ce navigateur avait conservé de l’étude a été supprimé pendant votre participation, et une partie n’avait pas encore été envoyée. Veuillez continuer, et prévenir les responsables de l’étude.",
  },

  end: {
    bonus: (amount: string) => `Votre bonus : ${amount}`,
    saving: "Vos réponses sont en cours d’envoi. Veuillez garder cette page ouverte un instant.",
    received:
      "Vos réponses sont arrivées et en sûreté : vous pouvez partir maintenant. Une seconde copie est encore en route vers un autre endroit, et cette page continue de l’envoyer tant qu’elle est ouverte.",
    saved: "Tout a été envoyé et enregistré. Merci !",
    trouble: {
      offline:
        "Vous êtes hors ligne. Vos réponses sont en sûreté dans ce navigateur et seront envoyées dès que vous serez de nouveau en ligne. Veuillez garder cette page ouverte, ou la rouvrir plus tard dans ce navigateur. Par précaution, téléchargez-les.",
      unreachable:
        "Vos réponses n’ont pas encore pu être envoyées. Elles sont en sûreté dans ce navigateur, qui continue d’essayer. Veuillez garder cette page ouverte, ou la rouvrir plus tard dans ce navigateur. Par précaution, téléchargez-les.",
      busy: "Vos réponses n’ont pas encore pu être envoyées : l’endroit où elles sont recueillies est surchargé. Elles sont en sûreté dans ce navigateur, qui continue d’essayer. Veuillez garder cette page ouverte, ou la rouvrir plus tard dans ce navigateur. Par précaution, téléchargez-les.",
      refused:
        "Vos réponses ne peuvent pas être envoyées en ce moment : l’endroit où elles sont recueillies ne les accepte pas. Vous n’y êtes pour rien. Elles sont en sûreté dans ce navigateur, qui continue d’essayer. Veuillez les télécharger et envoyer le fichier aux responsables de l’étude, qui doivent y remédier ; ou rouvrez cette page plus tard dans ce navigateur.",
      kept: "Telle que cette étude est réglée maintenant, vos réponses ne peuvent pas être envoyées. Elles sont en sûreté dans ce navigateur. Veuillez les télécharger et envoyer le fichier aux responsables de l’étude.",
      lost: "Une partie de vos réponses a été supprimée de ce navigateur avant d’avoir pu être envoyée. Veuillez prévenir les responsables de l’étude.",
      memory:
        "Vos réponses n’ont pas encore pu être envoyées, et ce navigateur ne laisse pas l’étude les conserver sur cet appareil : elles ne sont que dans cette page ouverte, qui continue d’essayer. Veuillez la garder ouverte. Par précaution, téléchargez-les.",
      unsaved:
        "Votre navigateur a du mal à conserver vos réponses ; il manque peut-être de place. Veuillez laisser cette page ouverte jusqu’à ce que ce message disparaisse : ce qui n’est pas encore conservé serait perdu.",
    },
    noDestination:
      "Cette étude n’a pas encore d’endroit où envoyer les réponses. Les vôtres sont conservées dans ce navigateur et ne vont nulle part ailleurs, à moins que vous ne les téléchargiez.",
    left: (parts: number, bytes: number) => {
      const size = number(kilobytes(bytes));
      return count(parts, {
        one: `Encore à envoyer : # partie, ${size} ko.`,
        other: `Encore à envoyer : # parties, ${size} ko.`,
      });
    },
    lastError: (message: string) => `La dernière tentative a échoué : ${message}`,
    download: "Télécharger mes réponses",
    codeTitle: "Votre code de fin",
    codeLate: (message: string) =>
      `Votre code de fin n’a pas encore pu être obtenu ; cette page continue d’essayer. Veuillez la garder ouverte. ${message}`,
    codeHint: "Veuillez copier ce code sur la page qui vous a envoyé ici.",
    copy: "Copier",
    copied: "Copié",
    copyFailed: "Veuillez sélectionner le code et le copier",
    redirect: (host: string) => `Continuer vers ${host}`,
    redirecting: (host: string) => `Vous allez être dirigé vers ${host}.`,
  },
};
