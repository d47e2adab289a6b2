/** What pages show of the session: `{{ results.play.return }}`, as it is when they are shown. */

import type { Expression } from "../../generated/contract";
import { evaluate, type Facts, type Value } from "../../shared/expression";
import { decimal } from "../numbers";

/** Nothing is known, or it is no number. */
const UNKNOWN = "–";
const PLACE = /<output data-shown="(\d+)"><\/output>/g;

/** A step with a page that may show something. */
interface Showing {
  html: string;
  shown?: Expression[];
}

/** The step with all that its page shows; texts are escaped, since participants may have typed them. */
export function filledIn<S extends Showing>(step: S, facts: Facts, language: string): S {
  const { shown = [] } = step;
  if (shown.length === 0) return step;
  const html = step.html.replace(PLACE, (place, index: string) => {
    const expression = shown[Number(index)];
    if (expression === undefined) return place;
    return `<output>${escaped(said(evaluate(expression, facts), language))}</output>`;
  });
  return { ...step, html };
}

function said(value: Value, language: string): string {
  if (Array.isArray(value)) return value.map((item) => said(item, language)).join(", ");
  if (typeof value === "number" && Number.isFinite(value)) {
    return decimal(value, language);
  }
  return value === null || typeof value === "number" ? UNKNOWN : String(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
