/** JSON that everybody can read. */

/** As JSON has half a surrogate pair; a text that only says the same does no harm. */
const half = "\\ud";

/**
 * The JSON of a value, with U+FFFD in the place of each half of a surrogate pair in its texts.
 *
 * A text that was cut off can end with one; it is no character, and UTF-8 has none for it. They are
 * seldom, and a replacer that looks at each value takes longer than all else of a record.
 */
export function wellFormedJson(value: object): string {
  const json = JSON.stringify(value);
  return json.includes(half) ? JSON.stringify(value, wellFormed) : json;
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}
