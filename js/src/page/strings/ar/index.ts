/** Arabic, which names no gender where it can be left out. */

import type { Strings } from "..";
import { arrival } from "./arrival";
import { game } from "./game";
import { inputs } from "./inputs";
import { session } from "./session";
import { steps } from "./steps";

export const strings: Strings = { ...arrival, ...session, ...steps, game: { ...game, inputs } };
