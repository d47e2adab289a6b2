/**
 * What a game worker does before its script is there: it begins to download what that script will
 * ask for first, so that the link is never idle.
 *
 * The build puts this into the page as a text, from which the page makes the worker.
 */

import type { Form } from "../shared/form";
import { type Asked, ask, type Fetch } from "./ask";
import { type Code, type Compile, compiling } from "./code";

/** What the page says before the text of this script. */
export interface EarlyJob {
  /** Absolute address of `worker.js`. */
  script: string;
  /** The interpreter. */
  code: Asked;
  /** Others, in the order in which they are needed. */
  files: Asked[];
  form: Form;
}

/** Answers that are on their way, by the address of the file as it is. */
export type EarlyAnswers = Map<string, Promise<Response>>;

/** The worker's global scope, as far as this script and `worker.js` talk through it. */
export interface EarlyScope {
  code?: Code;
  early?: EarlyAnswers;
  WebAssembly: Compile;
  fetch: Fetch;
  onmessage: ((event: MessageEvent) => void) | null;
}

/**
 * Begins the downloads, then runs the script; messages that come meanwhile wait for it.
 *
 * @param load imports a script, which sets `onmessage`
 * @throws where the script does not load
 */
export async function begin(
  scope: EarlyScope,
  { script, code, files, form }: EarlyJob,
  load: (script: string) => Promise<unknown>,
): Promise<void> {
  const waiting: MessageEvent[] = [];
  scope.onmessage = (event) => waiting.push(event);
  const get = (file: Asked) => ask(scope.fetch, file, form);
  scope.code = compiling(scope.WebAssembly, code.address, get(code), form);
  scope.early = new Map(files.map((file) => [file.address, get(file)]));
  // Those that fail are told by whoever asks for the file.
  for (const answer of scope.early.values()) answer.catch(() => {});
  await load(script);
  for (const event of waiting) scope.onmessage?.(event);
}
