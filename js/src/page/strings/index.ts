/**
 * Everything that the runtime itself says to a participant, in one folder for each language; an
 * author's words are in the manifest.
 */

import { english } from "./en";

export { english };

/** What a language has to say; English has it all, and says what each sentence is for. */
export type Strings = typeof english;
