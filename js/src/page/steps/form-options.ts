/** One or several of a list: labels, pictures, and a box for words where none of them fits. */

import type { ChoiceQuestion, Option } from "../../generated/contract";
import { type Child, h } from "../dom";
import type { Strings } from "../strings";
import { other } from "./form-answers";
import { complaint, type Field, focusIn, group, radio, radioGroup } from "./form-parts";

/** @param id unique in the page; the ids of everything in the field begin with it. */
export function choiceField(question: ChoiceQuestion, id: string, strings: Strings["form"]): Field {
  const inputs = optionsOf(question).map(({ value }) =>
    question.multiple
      ? h("input", { type: "checkbox", name: question.name, value })
      : radio(question.name, value),
  );
  const labels = optionsOf(question).map((option, at) => optionLabel(inputs[at] ?? null, option));
  const pictures = question.options.some(({ picture }) => picture);
  const list = h("div", { class: pictures ? "pictures" : null }, ...labels);
  const words = wordsBox(question, inputs, strings);
  const content: Child[] = [list, words];
  const field = question.multiple
    ? boxes(question, id, inputs, content, strings)
    : radioGroup(question, id, inputs, content);
  if (words === null) return field;
  return { ...field, read: () => ({ chosen: field.read() as string, words: words.value }) };
}

function optionsOf({ options, other: label = null }: ChoiceQuestion): Option[] {
  return label === null ? options : [...options, { value: other, label }];
}

function boxes(
  question: ChoiceQuestion,
  id: string,
  inputs: HTMLInputElement[],
  content: Child[],
  strings: Strings["form"],
): Field {
  const { min = null, max = null } = question;
  const hint = h("p", { class: "note", id: `${id}-note` }, strings.several(min, max));
  const element = group(question, id, "group", [...content, hint]);
  return {
    question,
    element,
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    ...complaint(element, inputs, id, hint),
    focus: () => focusIn(element, inputs[0]),
  };
}

function optionLabel(input: HTMLInputElement | null, { label, picture }: Option): HTMLElement {
  const image = picture ? h("img", { src: picture.file, alt: picture.alt }) : null;
  const words = label === "" ? null : h("span", {}, label);
  return h("label", { class: picture ? "option picture" : "option" }, image, input, words);
}

/** Shown where `other` is chosen: what is written there comes back if it is chosen again. */
function wordsBox(
  question: ChoiceQuestion,
  inputs: HTMLInputElement[],
  strings: Strings["form"],
): HTMLInputElement | null {
  const label = question.other ?? null;
  const option = inputs.at(-1);
  if (label === null || option === undefined) return null;
  const box = h("input", {
    type: "text",
    name: `${question.name}_${other}`,
    class: "words",
    autocomplete: "off",
    maxlength: 1000,
    "aria-label": strings.otherLabel(label),
    hidden: true,
  });
  for (const input of inputs) {
    input.addEventListener("change", () => {
      box.hidden = !option.checked;
    });
  }
  return box;
}
