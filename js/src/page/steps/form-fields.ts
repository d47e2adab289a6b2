/** One field per answer: its controls, its label, and its message where the answer is not right. */

import type {
  DateQuestion,
  NumberQuestion,
  Question,
  TextQuestion,
} from "../../generated/contract";
import { h } from "../dom";
import type { Strings } from "../strings";
import type { SingleQuestion } from "./form-answers";
import { choiceField } from "./form-options";
import { complaint, type Field, focusIn, prompt } from "./form-parts";
import { rankingField } from "./form-ranking";
import { gridFields, scaleField } from "./form-scales";
import { sliderField } from "./form-slider";

export type { Field };

/** A question as it stands in the page; a grid has a field for each of its statements. */
export interface Asked {
  element: HTMLElement;
  fields: Field[];
}

/** @param id unique in the page; the ids of everything in it begin with it. */
export function askQuestion(question: Question, id: string, strings: Strings["form"]): Asked {
  const asked = question.kind === "grid" ? gridFields(question, id) : single(question, id, strings);
  if (!question.above) return asked;
  const above = h("div", { class: "above", html: question.above });
  return { ...asked, element: h("div", {}, above, asked.element) };
}

function single(question: SingleQuestion, id: string, strings: Strings["form"]): Asked {
  const field = makeField(question, id, strings);
  return { element: field.element, fields: [field] };
}

/** @param id unique in the page; the ids of everything in the field begin with it. */
function makeField(question: SingleQuestion, id: string, strings: Strings["form"]): Field {
  switch (question.kind) {
    case "text":
      return typed(question, id, textControl(question, id), null);
    case "number":
      return typed(question, id, numberControl(question, id), rangeNote(question, strings));
    case "date":
      return dateField(question, id, strings);
    case "choice":
      return choiceField(question, id, strings);
    case "likert":
      return scaleField(question, id);
    case "slider":
      return sliderField(question, id, strings);
    case "ranking":
      return rankingField(question, id, strings);
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

/** The browser's own control, which knows the order that a day is written in where it runs. */
function dateField(question: DateQuestion, id: string, strings: Strings["form"]): Field {
  const { name, min, max } = question;
  const input = h("input", { id, name, type: "date", min, max });
  const field = typed(question, id, input, strings.days(min, max));
  // What is only half a day has no value, though something was typed.
  return { ...field, read: () => (input.validity.badInput ? "?" : input.value) };
}

function typed(
  question: SingleQuestion,
  id: string,
  control: TextControl,
  note: string | null,
): Field {
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
