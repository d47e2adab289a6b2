/** A number that is set; the study is told where it is let go. */

import { h } from "../../dom";
import { decimal } from "../../numbers";
import type { ShapeOf, Shown, WidgetTools } from "./widget";

export function sliderWidget(name: string, shape: ShapeOf<"slider">, tools: WidgetTools): Shown {
  const { label, min, max, step, value } = shape;
  const { language, strings, tell, done } = tools;
  const text = (number: number) => decimal(number, language, decimals(step));
  // Its value comes last: it is held against the other three.
  const input = h("input", { type: "range", min, max, step, value, "data-keys": "move" });
  // No <output>: the label would be its, and a screen reader knows the slider's value by itself.
  const shown = h("span", { class: "value", "aria-hidden": "true" }, text(value));
  let byPointer = false;
  input.addEventListener("pointerdown", () => {
    byPointer = true;
  });
  input.addEventListener("keydown", () => {
    byPointer = false;
  });
  input.addEventListener("input", () => {
    shown.textContent = text(input.valueAsNumber);
  });
  input.addEventListener("change", ({ timeStamp }) => {
    const set = input.valueAsNumber;
    tell({ kind: "slider", name, value: set }, strings.set(label, text(set)), timeStamp);
    if (byPointer) done();
  });
  const title = h("span", { class: "title" }, h("span", {}, label), shown);
  return { element: h("label", { class: "widget wide" }, title, input) };
}

/** So many digits behind the point tell all steps apart. */
export function decimals(step: number): number {
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
}
