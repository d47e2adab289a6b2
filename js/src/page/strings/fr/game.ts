/** French: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"one">("fr");

const stages: Record<BootStage, string> = {
  interpreter: "Démarrage de Python",
  packages: "Chargement des bibliothèques",
  environment: "Préparation du jeu",
  policies: "Chargement des autres joueurs",
};

export const game: GameStrings = {
  remap: {
    open: "Choisir d’autres touches",
    title: "Vos touches",
    how: "Appuyez sur un bouton, puis sur la touche que vous voulez à sa place. Une touche qui sert déjà à autre chose change de place avec elle.",
    press: "Appuyez sur une touche…",
    change: "changer cette touche",
    reserved: "Cette touche ne peut pas servir ici. Veuillez en choisir une autre.",
    reset: "Utiliser les touches habituelles",
    done: "Terminé",
  },
  title: "Jeu",
  practising: "Ceci est un entraînement : cela ne compte pas.",
  restarted:
    "La page a été rechargée pendant une manche ; cette manche recommence donc, et pas comme avant. Ce que vous aviez terminé auparavant compte. Veuillez ne pas recharger la page pendant une manche : la prochaine fois, le jeu se terminerait.",
  wereHere: "Vous en étiez là. Le jeu reprend à partir de ce point.",
  interruptedTitle: "Ce jeu se termine ici",
  interrupted:
    "La page a été rechargée pendant une manche ; le jeu ne peut donc pas continuer. Vous n’y perdez rien : ce que vous avez fait est conservé, et l’étude continue.",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`les touches ${keyNames.join(", ")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `Jeu, joué avec ${and(means)}` : "Jeu à regarder";
  },
  joystick: "Manette à l’écran",
  devices: (names: readonly string[], keys: boolean) =>
    `${keys ? "ou avec" : "Se joue avec"} ${or(names)}`,
  keys: "Touches",
  start: "Commencer",
  next: (round: number, rounds: number) =>
    `Manche suivante, ${number(round)} sur ${number(rounds)}`,
  round: "Manche",
  roundOf: (round: number, rounds: number) => `${number(round)} sur ${number(rounds)}`,
  steps: "Pas",
  messages: "Messages du jeu",
  leftOf: (left: string, most: string) => `${left} sur ${most}`,
  score: "Score",
  readyFirst: "Le jeu est prêt.",
  readyNext: (round: number) => `La manche ${number(round)} est terminée.`,
  scored: (score: string) => `Score : ${score}`,
  finished: "C’était la dernière manche.",
  preparing: "Préparation du jeu…",
  beginsIn: (seconds: number) =>
    count(seconds, {
      one: "Le jeu commence dans # seconde.",
      other: "Le jeu commence dans # secondes.",
    }),
  paused: {
    hidden: "Le jeu attend, car vous aviez quitté cette page.",
    participant: "Le jeu est en pause.",
    idle: "Êtes-vous toujours là ? Le jeu vous attend.",
    probe: "Le jeu vous attend.",
  },
  pause: "Pause",
  reset: "Terminer cette manche",
  stop: "Terminer le jeu",
  slower: "Plus lent",
  faster: "Plus rapide",
  rate: (fps: number) => `${oneDecimal(fps, "fr")} par seconde`,
  rateBox: "Pas par seconde",
  widgets: {
    title: "À côté du jeu",
    judgements: { good: "Bien", bad: "Mal" },
    yes: "Oui",
    no: "Non",
    send: "Envoyer",
    pressed: (label: string) => `${label} : noté.`,
    set: (label: string, value: string) => `${label} : ${value}.`,
    sent: (label: string) => `${label} : envoyé.`,
    cell: (row: number, column: number) => `ligne ${number(row)}, colonne ${number(column)}`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `Marqué : lignes ${number(top)} à ${number(bottom)}, colonnes ${number(left)} à ${number(right)}.`,
    gridHint:
      "Glissez sur les cases. Ou allez à une case avec les touches fléchées, maintenez Maj pour en marquer plus, et appuyez sur Entrée.",
  },
  wayOn: {
    skip: "Vous pouvez continuer avec la partie suivante de l’étude.",
    end: "L’étude ne peut pas continuer à partir d’ici et se termine maintenant.",
  },
  hung: "Le jeu a dû s’arrêter, car il n’avançait plus de lui-même. Ce que vous avez fait jusqu’ici est conservé.",
  boot: "Mise en place du jeu",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "Désolé, un problème est survenu.",
  workerLost:
    "Le jeu n’a pas pu démarrer : un de ses fichiers n’a pas été chargé. Veuillez vérifier votre connexion internet et réessayer.",
};
