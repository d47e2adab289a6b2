/** French: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import type { ArrivalStrings } from "../en/arrival";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"one">("fr");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "les web workers",
  canvas: "le canevas hors écran",
  database: "une base de données (IndexedDB)",
  locks: "les verrous web",
  crypto: "la cryptographie web",
  compression: "les flux de compression",
};

export const arrival: ArrivalStrings = {
  languageTitle: "Dans quelle langue souhaitez-vous lire ?",
  continue: "Continuer",
  retry: "Réessayer",
  details: "Détails pour les chercheurs",
  course: "Progression dans l’étude",

  insecure:
    "Cette page a été ouverte par une connexion non protégée (http), où les navigateurs interdisent ce dont l’étude a besoin. Veuillez ouvrir son adresse avec https://, ou prévenir les personnes qui vous ont envoyé ici.",
  missing: (lacking: readonly Capability[]) =>
    `Ce navigateur ne peut pas faire fonctionner l’étude : il lui manque ${and(lacking.map((each) => capabilities[each]))}. Veuillez ouvrir cette page dans une version récente de Chrome, Edge, Firefox ou Safari.`,
  unreachable: "L’étude est injoignable. Veuillez vérifier votre connexion internet et réessayer.",
  busy: "Cette étude est déjà ouverte dans un autre onglet ou une autre fenêtre de ce navigateur. Veuillez y continuer, ou fermez-la et réessayez ici.",
  closed: "Cette étude est close : elle n’accueille plus de participants. Merci de votre intérêt.",
  broken:
    "Un problème est survenu, et l’étude ne peut pas continuer d’elle-même. Ce que vous avez fait jusqu’ici est conservé ; en réessayant, vous revenez là où vous étiez.",
  brokenTitle: "Désolé, cela n’a pas fonctionné",
  hostTitle: "Cette étude ne peut pas fonctionner ici",
  busyTitle: "Déjà ouverte ailleurs",
  closedTitle: "Cette étude est close",
  finishedTitle: "Vous avez terminé cette étude",
  finished:
    "Votre dernière page n’est plus conservée ici. Si vous avez encore besoin de votre code, veuillez écrire aux personnes qui vous ont envoyé ici.",

  admission: {
    idTitle: "Ce lien n’est pas complet",
    id: "L’adresse de cette page ne dit pas qui vous êtes, ou pas sous la forme dont l’étude a besoin. Veuillez ouvrir l’étude par le lien que vous avez reçu, entier et inchangé, ou vous adresser aux personnes qui vous ont envoyé ici.",
    soonTitle: "L’étude ne peut pas commencer pour le moment",
    soon: "L’endroit où les réponses sont recueillies n’en accepte pas en ce moment, ou pas aussi longtemps que dure l’étude. Rien n’a été enregistré. Veuillez réessayer plus tard, ou prévenir les personnes qui vous ont envoyé ici.",
    silent:
      "L’endroit où les réponses sont recueillies est injoignable ; rien n’a donc été enregistré. Veuillez vérifier votre connexion internet, et si quelque chose sur cet appareil bloque des parties de la page (un bloqueur de publicité, un VPN, le pare-feu d’une entreprise). Puis réessayez.",
    tryingTitle: "Un instant, s’il vous plaît",
    trying: "L’étude vérifie si vos réponses peuvent être enregistrées.",
  },

  login: {
    note: "Veuillez le saisir tel que vous l’avez reçu. Les majuscules et les minuscules comptent.",
    empty: "Veuillez saisir votre identifiant.",
    form: "Cela ne ressemble pas à un identifiant de cette étude. Veuillez chercher une faute de frappe.",
    unknown:
      "Cet identifiant n’est pas sur la liste de cette étude. Veuillez chercher une faute de frappe, ou vous adresser aux personnes qui vous ont envoyé ici.",
    excluded:
      "Cet identifiant ne permet pas de participer : il a peut-être déjà été utilisé. Veuillez chercher une faute de frappe, ou vous adresser aux personnes qui vous ont envoyé ici.",
  },

  unsupported: {
    title: "Cet appareil ne suffit pas pour l’étude",
    text: "L’étude a besoin de quelque chose que cet appareil, dans son état actuel, n’a pas :",
    nothing:
      "Rien sur vous ni sur cet appareil n’a été conservé ou envoyé. Vous pouvez aussi ouvrir l’étude sur un autre appareil.",
    fps: (there: number, needed: number) =>
      `Il dessine environ ${number(Math.floor(there))} images par seconde, et il en faut ${number(Math.ceil(needed))} au jeu. Fermer d’autres programmes et onglets aide, tout comme brancher le chargeur.`,
    memory: (needed: number) => `Il a moins de ${number(needed)} Go de mémoire.`,
    storage: (needed: number) =>
      `Ce navigateur a moins de ${number(needed)} Mo d’espace pour conserver vos réponses. Une fenêtre qui n’est pas privée, ou un peu de place sur le disque, peut aider.`,
    width: (there: number, needed: number) =>
      `La fenêtre a ${number(there)} pixels de large, et il en faut ${number(needed)} à l’étude. Si l’écran est plus grand, élargissez la fenêtre, ou tournez l’appareil.`,
    height: (there: number, needed: number) =>
      `La fenêtre a ${number(there)} pixels de haut, et il en faut ${number(needed)} à l’étude. Si l’écran est plus grand, agrandissez la fenêtre en hauteur, ou tournez l’appareil.`,
    mouse: "Il n’a ni souris ni pavé tactile.",
    touch: "Il n’a pas d’écran tactile.",
  },

  quota: {
    waitingTitle: "Un instant, s’il vous plaît",
    waiting:
      "L’étude cherche une place pour vous. Cette page continue d’elle-même ; veuillez la garder ouverte.",
    awayTitle: "L’étude ne peut pas continuer pour le moment",
    away: "Aucune place n’a pu être trouvée pour vous en ce moment. Ce que vous avez fait jusqu’ici est conservé. Veuillez réessayer dans quelques minutes, dans ce navigateur.",
  },

  place: {
    previewTitle: "Ceci est un aperçu",
    preview:
      "Veuillez d’abord accepter cette tâche (HIT). L’étude commence alors ; rien n’a été enregistré jusqu’ici.",
    framedTitle: "Cette étude a besoin de son propre onglet",
    framed:
      "À l’intérieur de cette page, votre navigateur ne laisse rien conserver à l’étude, et vos réponses ne seraient pas en sûreté. Veuillez l’ouvrir dans son propre onglet. C’est la même étude, et elle sait d’où vous venez.",
    ownTab: "Ouvrir l’étude dans un nouvel onglet",
    copyAddress:
      "Si rien ne se passe, ou si vous y lisez de nouveau ceci, copiez cette adresse dans un nouvel onglet :",
  },

  newerTitle: "L’étude a changé",
  newer:
    "L’étude a été modifiée depuis que vous l’avez commencée, et la version avec laquelle vous aviez commencé n’existe plus. Elle reprend donc depuis le début.",

  shared: {
    sameTitle: "Est-ce toujours vous ?",
    same: "Quelqu’un est en plein milieu de l’étude ici. Si c’est vous, continuez. Si vous venez de vous installer, commencez une nouvelle participation.",
    goOn: "Continuer là où j’en étais",
    anew: "Commencer une nouvelle participation",
    earlier: (sessions: number) =>
      count(sessions, {
        one: "Pour le personnel : # session précédente est encore en cours d’envoi depuis cet ordinateur.",
        other:
          "Pour le personnel : # sessions précédentes sont encore en cours d’envoi depuis cet ordinateur.",
      }),
    next: "Personne suivante",
    unsent:
      "La personne suivante peut déjà commencer. Ce qui n’est pas encore envoyé reste sur cet ordinateur, n’est montré à personne et est envoyé quand l’étude est ouverte ici.",
    wiped: "Cet ordinateur n’en conserve rien.",
    soon: (minutes: number) =>
      count(minutes, {
        one: "La page revient d’elle-même au début après # minute.",
        other: "La page revient d’elle-même au début après # minutes.",
      }),
  },
};
