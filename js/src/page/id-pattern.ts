/** The form that a study asks of its participants' ids. */

/** Whether an id matches a pattern as a whole; see `gymbrowser/config`. */
export function matchesPattern(pattern: string, id: string): boolean {
  return new RegExp(whole(pattern)).test(id);
}

/** The regular expression for all of a text. */
export function whole(pattern: string): string {
  return `^(?:${pattern})$`;
}
