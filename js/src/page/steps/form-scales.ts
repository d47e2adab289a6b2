/** Scales with labelled ends: one, or one for each statement of a grid. */

import type { GridQuestion, LikertQuestion } from "../../generated/contract";
import { h } from "../dom";
import { statementsOf } from "./form-answers";
import { type Field, radio, radioGroup } from "./form-parts";

/** From this many points on a scale stands upright on a narrow screen. */
const longScale = 6;

/** The labels of the ends describe the first and the last point; each point is named by its number. */
export function scaleField(question: LikertQuestion, id: string): Field {
  const points = Array.from({ length: question.points }, (_, at) => String(at + 1));
  const inputs = points.map((point) => radio(question.name, point));
  const low = h("span", { id: `${id}-low` }, question.low);
  const high = h("span", { id: `${id}-high` }, question.high);
  inputs.at(0)?.setAttribute("aria-describedby", low.id);
  inputs.at(-1)?.setAttribute("aria-describedby", high.id);
  const ends = new Map([
    [0, question.low],
    [points.length - 1, question.high],
  ]);
  const labels = points.map((point, at) => {
    const end = ends.get(at);
    return h(
      "label",
      { class: end && "end", "data-end": end },
      inputs[at] ?? null,
      h("span", {}, point),
    );
  });
  const row = h("div", { class: points.length >= longScale ? "likert long" : "likert" }, ...labels);
  return radioGroup(question, id, inputs, [row, h("div", { class: "ends" }, low, high)]);
}

/** Every statement is a scale of its own, with a message of its own. */
export function gridFields(
  question: GridQuestion,
  id: string,
): { element: HTMLElement; fields: Field[] } {
  const fields = statementsOf(question).map((statement, at) =>
    scaleField(statement, `${id}-${at}`),
  );
  const legend = h("legend", {}, h("span", { html: question.prompt }));
  const rows = h("div", {}, ...fields.map(({ element }) => element));
  return { element: h("fieldset", { class: "question statements", id }, legend, rows), fields };
}
