/** One field per question: its controls, its label, and its message where the answer is not right. */

import type {
  ChoiceQuestion,
  LikertQuestion,
  NumberQuestion,
  Question,
  TextQuestion,
} from "../../generated/contract";
import { type Child, h, setAttribute } from "../dom";
import type { Strings } from "../strings";
import type { Held } from "./form-answers";

export interface Field extends Complaint {
  question: Question;
  element: HTMLElement;
  read(): Held;
  /** Moves the focus to the first control, and the whole question into view. */
  focus(): void;
}

interface Complaint {
  /** Shows a message at the field, or takes it away. */
  complain(message: string | null): void;
  /** Whether a message is on show. */
  complains(): boolean;
}

/** From this many points on a scale stands upright on a narrow screen. */
const longScale = 6;

/** @param id unique in the page; the ids of everything in the field begin with it. */
export function makeField(question: Question, id: string, strings: Strings["form"]): Field {
  switch (question.kind) {
    case "text":
      return typed(question, id, textControl(question, id), null);
    case "number":
      return typed(question, id, numberControl(question, id), rangeNote(question, strings));
    case "choice":
      return question.multiple ? boxes(question, id, strings) : radios(question, id);
    case "likert":
      return scale(question, id);
  }
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;

function textControl(question: TextQuestion, id: string): TextControl {
  return question.multiline
    ? h("textarea", { id, name: question.name, rows: 4 })
    : h("input", { id, name: question.name, type: "text", autocomplete: "off" });
}

/** Not `type="number"`: that hides what was typed if it is no number, and scrolls its value away. */
function numberControl(question: NumberQuestion, id: string): TextControl {
  return h("input", {
    id,
    name: question.name,
    class: "number",
    type: "text",
    inputmode: question.integer && (question.min ?? -1) >= 0 ? "numeric" : "text",
    autocomplete: "off",
  });
}

function rangeNote(question: NumberQuestion, strings: Strings["form"]): string | null {
  return strings.range(question.min, question.max);
}

function typed(question: Question, id: string, control: TextControl, note: string | null): Field {
  control.required = question.required;
  const hint = note === null ? null : h("p", { class: "note", id: `${id}-note` }, note);
  const label = h("label", { for: id, class: "prompt" }, prompt(question));
  const element = h("div", { class: "question" }, label, control, hint);
  return {
    question,
    element,
    read: () => control.value,
    ...complaint(element, [control], id, hint),
    focus: () => focusIn(element, control),
  };
}

function radios(question: ChoiceQuestion, id: string): Field {
  const inputs = question.options.map(({ value }) => radio(question.name, value));
  const options = question.options.map(({ label }, at) => optionLabel(inputs[at] ?? null, label));
  return radioGroup(question, id, inputs, [h("div", {}, ...options)]);
}

/** The labels of the ends describe the first and the last point; each point is named by its number. */
function scale(question: LikertQuestion, id: string): Field {
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

function radioGroup(
  question: Question,
  id: string,
  inputs: HTMLInputElement[],
  content: Child[],
): Field {
  const element = group(question, id, "radiogroup", content);
  setAttribute(element, "aria-required", question.required ? "true" : null);
  return {
    question,
    element,
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    ...complaint(element, [element], id, null),
    focus: () => focusIn(element, inputs[0]),
  };
}

function boxes(question: ChoiceQuestion, id: string, strings: Strings["form"]): Field {
  const inputs = question.options.map(({ value }) =>
    h("input", { type: "checkbox", name: question.name, value }),
  );
  const options = question.options.map(({ label }, at) => optionLabel(inputs[at] ?? null, label));
  const hint = h("p", { class: "note", id: `${id}-note` }, strings.several);
  const element = group(question, id, "group", [h("div", {}, ...options), hint]);
  return {
    question,
    element,
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    ...complaint(element, inputs, id, hint),
    focus: () => focusIn(element, inputs[0]),
  };
}

function group(question: Question, id: string, role: string, content: Child[]): HTMLElement {
  const legend = h("legend", {}, prompt(question));
  return h("fieldset", { class: "question", id, role }, legend, ...content);
}

function radio(name: string, value: string): HTMLInputElement {
  return h("input", { type: "radio", name, value });
}

function optionLabel(input: HTMLInputElement | null, label: string): HTMLElement {
  return h("label", { class: "option" }, input, h("span", {}, label));
}

function prompt(question: Question): HTMLElement {
  return h("span", { html: question.prompt, "data-required": question.required });
}

/** By itself the browser brings only the control into view, and leaves the words above it out. */
function focusIn(element: HTMLElement, control: HTMLElement | undefined): void {
  control?.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start", behavior: "instant" });
}

/**
 * Ties message and hint to what they are about.
 *
 * @param about the elements that are marked invalid and described by them.
 */
function complaint(
  element: HTMLElement,
  about: Element[],
  id: string,
  hint: HTMLElement | null,
): Complaint {
  const message = h("p", { class: "error", id: `${id}-error`, hidden: true });
  element.append(message);
  const complain = (text: string | null) => {
    message.textContent = text;
    message.hidden = text === null;
    element.classList.toggle("invalid", text !== null);
    const described = [text === null ? null : message.id, hint?.id].filter(Boolean).join(" ");
    for (const each of about) {
      setAttribute(each, "aria-invalid", text === null ? null : "true");
      setAttribute(each, "aria-describedby", described || null);
    }
  };
  complain(null);
  return { complain, complains: () => !message.hidden };
}
