/** Failures, as the participant and the record hear of them. */

export interface Failure {
  /** One sentence for the participant. */
  message: string;
  /** All that is known: a traceback, a stack. */
  detail: string;
}

/** @param message one sentence for the participant: what failed, and what to do */
export function failureOf(error: unknown, message: string): Failure {
  return { message, detail: detailOf(error) };
}

/** Of an error in Python this is the whole traceback, which Pyodide puts into the message. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "PythonError") return error.message;
  const stack = error.stack ?? "";
  // Chromium's stack begins with the message; those of other engines do not hold it.
  return stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`;
}
