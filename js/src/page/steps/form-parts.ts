/** What the fields of a form are made of. */

import { type Child, h, setAttribute } from "../dom";
import type { Held, SingleQuestion } from "./form-answers";

/** One answer's controls, its label, and its message where the answer is not right. */
export interface Field extends Complaint {
  question: SingleQuestion;
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

/** The words of a question, or of a row of one. */
export function prompt(question: SingleQuestion): HTMLElement {
  return h("span", { html: question.prompt, "data-required": question.required });
}

/** Several controls that answer one question. */
export function group(
  question: SingleQuestion,
  id: string,
  role: string,
  content: Child[],
): HTMLElement {
  const legend = h("legend", {}, prompt(question));
  return h("fieldset", { class: "question", id, role }, legend, ...content);
}

/** Radio buttons, of which one is the answer. */
export function radioGroup(
  question: SingleQuestion,
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
    // Where Tab leads, too: arrow keys go on from there.
    focus: () => focusIn(element, inputs.find((input) => input.checked) ?? inputs[0]),
  };
}

export function radio(name: string, value: string): HTMLInputElement {
  return h("input", { type: "radio", name, value });
}

/** By itself the browser brings only the control into view, and leaves the words above it out. */
export function focusIn(element: HTMLElement, control: HTMLElement | undefined): void {
  control?.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start", behavior: "instant" });
}

/**
 * Ties message and hint to what they are about.
 *
 * @param about the elements that are marked invalid and described by them.
 */
export function complaint(
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
