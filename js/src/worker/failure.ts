/** Failures, as the participant and the record hear of them. */

import { messageOf } from "../shared/errors";
import type { FailedMessage } from "../shared/protocol";

export interface Failure {
  /** One sentence for the participant. */
  message: string;
  /** All that is known: a traceback, a stack. */
  detail: string;
}

/** The host answers, but has no such file: to ask again does not help. */
export class MissingFileError extends Error {
  override name = "MissingFileError";

  constructor(address: string, status: number) {
    super(`${address} is not there: the host answered with status ${status}.`);
  }
}

/** What is said of a host that does not give a file. */
export function refusalOf(address: string, status: number): Error {
  if (status === 404 || status === 410) return new MissingFileError(address, status);
  return new Error(`${address} answered with status ${status}.`);
}

/** A step of the environment that failed, with what it was called with. */
export class StepError extends Error {
  override name = "StepError";
  readonly #actions: string;

  constructor(cause: unknown, actions: readonly unknown[]) {
    super(messageOf(cause), { cause });
    this.#actions = JSON.stringify(actions);
  }

  /** The last line of all that is known. */
  get place(): string {
    return `The step was called with the actions ${this.#actions}, in the order of the agents.`;
  }
}

/**
 * @param message one sentence for the participant: what failed, and what to do
 * @param cause `hang`: what was thrown is the interrupt that stopped it
 */
export function failureOf(
  error: unknown,
  message: string,
  cause: FailedMessage["cause"] = "error",
): Failure {
  const detail = detailOf(error);
  return { message, detail: cause === "hang" ? `${stopped}\n${detail}` : detail };
}

const stopped =
  "Python did not come to an end in the time that the study allows (`on_error.hang_after`). It was stopped here:";

/** Whether Python has raised it. */
export function isPythonError(error: unknown): boolean {
  return error instanceof Error && error.name === "PythonError";
}

/** Of an error in Python this is the whole traceback, which Pyodide puts into the message. */
function detailOf(error: unknown): string {
  if (error instanceof StepError) return `${detailOf(error.cause).trimEnd()}\n${error.place}`;
  if (!(error instanceof Error)) return String(error);
  if (isPythonError(error)) return error.message;
  const stack = error.stack ?? "";
  // Chromium's stack begins with the message; those of other engines do not hold it.
  return stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`;
}
