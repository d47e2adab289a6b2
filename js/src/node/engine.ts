/** Settings of this machine's V8; imported before anything that is WebAssembly. */

import { setFlagsFromString } from "node:v8";

/**
 * So much of a function is run, in bytes of its code, before it is compiled a second time, for speed:
 * about two seconds. By default it is a hundredth of that, and then the optimizing compiler, which is
 * at work on Python's interpreter for longer than most games are played here, takes half of all time.
 */
const tieringBudget = 2_000_000_000;

setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
