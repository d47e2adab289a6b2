/** Terms and values that change while they are looked at. */

import { h } from "./dom";

/** Only what differs from what is there is written: a game's line changes ten times a second. */
export class DescriptionList {
  readonly element = h("dl", {});
  #terms: string[] = [];
  #values: Text[] = [];

  show(rows: readonly (readonly [term: string, value: string])[]): void {
    const terms = rows.map(([term]) => term);
    if (terms.length !== this.#terms.length || terms.some((term, at) => term !== this.#terms[at])) {
      this.#fill(terms);
    }
    rows.forEach(([, value], at) => {
      const text = this.#values[at];
      if (text !== undefined) write(text, value);
    });
  }

  #fill(terms: string[]): void {
    this.#terms = terms;
    this.#values = terms.map(() => document.createTextNode(""));
    const rows = terms.map((term, at) => {
      const value = h("dd", {}, this.#values[at] ?? null);
      return h("div", {}, h("dt", {}, term), value);
    });
    this.element.replaceChildren(...rows);
  }
}

/** In place: a new node would be laid out anew even where the words are the same. */
export function write(text: Text, words: string): void {
  if (text.data !== words) text.data = words;
}
