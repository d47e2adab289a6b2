/** A line to point at: without a position, and so without an answer, before somebody does. */

import type { SliderQuestion } from "../../generated/contract";
import { h, setAttribute } from "../dom";
import type { Strings } from "../strings";
import { complaint, type Field, focusIn, prompt } from "./form-parts";
import { decimals } from "./widgets/slider";

export function sliderField(question: SliderQuestion, id: string, strings: Strings["form"]): Field {
  const { min, max, step, low, high, name } = question;
  const input = h("input", { id, name, class: "untouched", type: "range", min, max, step });
  const text = () => input.valueAsNumber.toFixed(decimals(step));
  const shown = question.show_value ? h("span", { class: "value", "aria-hidden": "true" }) : null;
  const hint = h("p", { class: "note", id: `${id}-note` }, strings.slider);
  setAttribute(input, "aria-valuetext", strings.sliderUntouched);

  let touched = false;
  const touch = () => {
    const first = !touched;
    touched = true;
    // Its place stays: what somebody is about to press must not move.
    hint.classList.add("done");
    input.classList.remove("untouched");
    setAttribute(input, "aria-valuetext", `${text()}${endAt(input, question)}`);
    if (shown !== null) shown.textContent = text();
    return first;
  };
  input.addEventListener("input", touch);
  // Where it is let go at the very place where it rests, the browser tells of no input.
  const confirm = () => {
    if (touch()) input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  input.addEventListener("click", confirm);
  // A finger that taps there makes no click. A mouse may have been pressed elsewhere.
  input.addEventListener("pointerup", ({ pointerType }) => {
    if (pointerType !== "mouse") confirm();
  });
  input.addEventListener("keydown", ({ key }) => {
    if (key === " ") confirm();
  });

  const label = h("label", { for: id, class: "prompt" }, prompt(question), shown);
  const ends = h("div", { class: "ends" }, h("span", {}, low), h("span", {}, high));
  const element = h("div", { class: "question slider" }, label, input, ends, hint);
  return {
    question,
    element,
    read: () => (touched ? String(input.valueAsNumber) : ""),
    ...complaint(element, [input], id, hint),
    focus: () => focusIn(element, input),
  };
}

function endAt(input: HTMLInputElement, { min, max, low, high }: SliderQuestion): string {
  const value = input.valueAsNumber;
  if (value === min) return `, ${low}`;
  return value === max ? `, ${high}` : "";
}
