/** French: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"one">("fr");

export const steps: StepStrings = {
  judging: {
    watch: "Veuillez regarder",
    play: "Lire",
    pause: "Mettre en pause",
    replay: "Revoir depuis le début",
    controls: "Lecture des extraits",
    position: "Part déjà montrée",
    film: "L’extrait",
    clip: (letter: string) => `Extrait ${letter}`,
    pair: (place: number, of: number) => `Paire ${number(place)} sur ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `Extrait ${number(place)} sur ${number(of)}`,
    first: "A est meilleur",
    second: "B est meilleur",
    tie: "Les deux se valent",
    cant_tell: "Je ne peux pas le dire",
    wait: "Vous pourrez répondre quand vous aurez assez vu des deux extraits.",
    ready: "Vous pouvez répondre maintenant, ou regarder encore une fois.",
    waitAll: "Vous pourrez continuer quand vous aurez assez vu de tous les extraits.",
    readyToRank: "Vous pouvez continuer quand l’ordre vous convient.",
    howToRank:
      "Faites glisser les extraits, ou déplacez-les avec les flèches. Le meilleur vient en premier.",
    up: (label: string) => `Monter ${label}`,
    down: (label: string) => `Descendre ${label}`,
    moved: (label: string, place: number, of: number) =>
      `${label} est maintenant au rang ${number(place)} sur ${number(of)}.`,
    said: (label: string) => `Votre réponse : ${label}.`,
  },

  media: {
    toEnd: "Vous pourrez continuer quand tout aura été lu.",
    over: "C’était tout.",
    failed: "Cet enregistrement n’a pas pu être lu. Vous pouvez continuer sans lui.",
  },

  microphone: {
    why: "Cette partie de l’étude écoute votre microphone. Votre navigateur va vous demander l’autorisation : veuillez l’accorder.",
    allow: "Autoriser le microphone",
    without: "Continuer sans microphone",
    cannot: "Je ne peux pas, ou je ne veux pas",
    refused: {
      NotAllowedError:
        "Votre navigateur n’autorise pas l’étude à écouter. Veuillez autoriser le microphone, à côté de la barre d’adresse ou dans les réglages du navigateur, puis réessayez.",
      NotFoundError: "Aucun microphone n’a été trouvé. Veuillez en brancher un, puis réessayez.",
      NotSupportedError:
        "Votre navigateur peut vous entendre, mais pas enregistrer ce que vous dites. Veuillez continuer sans microphone ou essayer un autre navigateur.",
    } as Readonly<Record<string, string>>,
    failed:
      "Le microphone n’a pas pu être ouvert. Un autre programme l’utilise peut-être. Veuillez réessayer.",
    speak: "Veuillez dire quelques mots : la barre devrait bouger.",
    level: "Niveau sonore",
    start: "Commencer l’enregistrement",
    again: "Enregistrer à nouveau",
    stop: "Arrêter l’enregistrement",
    recording: (seconds: number) =>
      count(seconds, {
        one: "Enregistrement en cours : encore # seconde.",
        other: "Enregistrement en cours : encore # secondes.",
      }),
    recorded: (seconds: number) =>
      count(seconds, { one: "Enregistré : # seconde.", other: "Enregistré : # secondes." }),
    on: "Le microphone est ouvert : ce que vous dites est enregistré.",
    lost: "La connexion au microphone a été perdue. Veuillez continuer ; ce que vous dites n’est plus enregistré.",
  },

  fullscreen: {
    why: "Cette partie de l’étude occupe tout l’écran. Votre navigateur vous indique comment en sortir.",
    enter: "Passer en plein écran",
    without: "Continuer sans plein écran",
    cannot: "Je ne peux pas, ou je ne veux pas",
    unable:
      "Votre navigateur ne peut pas afficher cette page en plein écran. Vous pouvez continuer sans.",
    needed:
      "Votre navigateur ne peut pas afficher cette page en plein écran, ce dont cette étude a besoin.",
    failed: "Votre navigateur n’est pas passé en plein écran. Veuillez réessayer.",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, { one: "La suite dans # seconde.", other: "La suite dans # secondes." })
        : `La suite dans ${clockOf(seconds, "fr")} minutes.`,
    over: "La pause est terminée.",
  },

  consent: {
    unread: "Veuillez d’abord lire le texte jusqu’à la fin.",
    unticked: "Veuillez cocher les cases marquées d’un *, ou choisir de ne pas participer.",
  },

  form: {
    legend: "Les questions marquées d’un * demandent une réponse.",
    send: "Continuer",
    invalid: (answers: number) =>
      count(answers, {
        one: "# réponse est à revoir avant que vous puissiez continuer.",
        other: "# réponses sont à revoir avant que vous puissiez continuer.",
      }),
    required: "Veuillez répondre à cette question.",
    requiredChoice: "Veuillez choisir une réponse.",
    requiredChoices: "Veuillez cocher au moins une case.",
    requiredSlider: "Veuillez cliquer sur la ligne, ou utiliser les touches fléchées.",
    requiredRanking: "Veuillez changer l’ordre, ou indiquer qu’il est bon tel quel.",
    tooFew: (least: number) => `Veuillez en choisir au moins ${number(least)}.`,
    tooMany: (most: number) => `Veuillez en choisir au plus ${number(most)}.`,
    otherWords: "Veuillez préciser dans le champ.",
    otherLabel: (label: string) => `${label} : avec vos propres mots`,
    notDate: "Veuillez donner une date complète.",
    tooEarly: (first: string) => `Veuillez donner une date qui n’est pas avant le ${day(first)}.`,
    tooLate: (last: string) => `Veuillez donner une date qui n’est pas après le ${day(last)}.`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `Du ${day(first)} au ${day(last)}`;
      if (first !== null) return `Le ${day(first)} ou plus tard`;
      return last === null ? null : `Jusqu’au ${day(last)}`;
    },
    slider: "Cliquez sur la ligne, ou parcourez-la avec les touches fléchées.",
    sliderUntouched: "pas encore de réponse",
    ranking: "Faites glisser les mots, ou utilisez les flèches. Le premier vient en haut.",
    rankingKeep: "C’est bon tel quel",
    rankingUp: (label: string) => `Monter : ${label}`,
    rankingDown: (label: string) => `Descendre : ${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label} est maintenant à la place ${number(place)} sur ${number(of)}.`,
    tooLong: (limit: number, length: number) =>
      `Veuillez utiliser au plus ${number(limit)} caractères ; il y en a ${number(length)} maintenant.`,
    notNumber: "Veuillez écrire un nombre, en chiffres.",
    notInteger: "Veuillez écrire un nombre entier.",
    tooSmall: (min: number) => `Veuillez écrire un nombre qui est au moins ${number(min)}.`,
    tooLarge: (max: number) => `Veuillez écrire un nombre qui est au plus ${number(max)}.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `De ${number(min)} à ${number(max)}`;
      if (min !== null) return `${number(min)} ou plus`;
      return max === null ? null : `Jusqu’à ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "Cochez tout ce qui convient.";
      if (least === null) return `Choisissez-en au plus ${number(most ?? 0)}.`;
      if (most === null) return `Choisissez-en au moins ${number(least)}.`;
      if (least === most) return `Choisissez-en ${number(least)}.`;
      return `Choisissez-en de ${number(least)} à ${number(most)}.`;
    },
  },

  quiz: {
    right: "C’est juste.",
    notRight: "Ce n’est pas juste.",
    passed: "Toutes vos réponses sont justes.",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, {
        one: "# réponse n’est pas juste.",
        other: "# réponses ne sont pas justes.",
      });
      const again = {
        one: "Vous pouvez essayer encore une fois.",
        other: "Vous pouvez essayer encore # fois.",
      };
      return left === 0 ? wrong : `${wrong} ${count(left, again)}`;
    },
  },
};
