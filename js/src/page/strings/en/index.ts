/** English, which every page has: the other languages are files of their own. */

import { arrival } from "./arrival";
import { game } from "./game";
import { inputs } from "./inputs";
import { session } from "./session";
import { steps } from "./steps";

export const english = { ...arrival, ...session, ...steps, game: { ...game, inputs } };
