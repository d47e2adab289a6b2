/**
 * A form whose controls the author has written in HTML.
 *
 * Its controls lie in a `div` of their own and are asked for there, never through the form: a control
 * named `elements` or `append` hides that property of the form that it belongs to.
 */

import { actions, button, h, setAttribute } from "../dom";
import { completed, type Result } from "../runner";
import type { StepContext, StepOf } from "./context";
import { focusIn } from "./form-parts";
import { note, type Sent } from "./form-sent";
import { FieldTimes, watchTimes } from "./form-times";
import { answersOf, type HeldControl } from "./html-answers";
import { complaintOf } from "./html-checks";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Shows it, and records what is sent. */
export async function takeHtmlForm(step: StepOf<"form">, context: StepContext): Promise<Result> {
  const sent = await new HtmlSheet(step, context).sent();
  await note(sent, null, step, context);
  return completed;
}

class HtmlSheet {
  readonly #content: HTMLElement;
  readonly #controls: readonly Control[];
  readonly #names: readonly string[];
  readonly #messages = new Map<string, Message>();

  constructor(
    step: StepOf<"form">,
    private readonly context: StepContext,
  ) {
    this.#content = h("div", { class: "in-html", html: step.html });
    this.#controls = [
      ...this.#content.querySelectorAll<Control>("input:not([type=submit]), select, textarea"),
    ];
    this.#names = step.questions.map(({ name }) => name);
    for (const control of this.#controls) control.name ||= control.id;
  }

  /** Resolves when it is sent with answers that the controls let pass. */
  sent(): Promise<Sent> {
    const { now, screen, strings } = this.context;
    const shown = now();
    const times = new FieldTimes(this.#names, shown);
    this.#watch(() => times);
    return new Promise((resolve) => {
      const submit = (event: SubmitEvent) => {
        event.preventDefault();
        if (!this.#isRight()) return;
        const answers = answersOf(this.#names, this.#held(event.submitter));
        const sent = { answers, times: times.take(now()), duration_ms: now() - shown };
        this.#content.inert = true;
        resolve({ ...sent, checks: null, scores: null });
      };
      const ways = this.#ways();
      for (const way of ways) way.classList.add("button");
      const own = ways.length > 0 ? null : actions(button(strings.form.send, { submit: true }));
      const form = h("form", { novalidate: true, on: { submit } }, this.#content, own);
      screen.show(h("section", {}, form));
    });
  }

  /** The author's own buttons that send the form. */
  #ways(): HTMLElement[] {
    const buttons = this.#content.querySelectorAll<HTMLButtonElement | HTMLInputElement>(
      "button, input[type=submit]",
    );
    return [...buttons].filter((each) => each.type === "submit" && !each.matches(":disabled"));
  }

  #watch(times: () => FieldTimes): void {
    for (const control of this.#controls) {
      watchTimes(control, [control.name], times, this.context.now);
      control.addEventListener("input", () => {
        if (this.#messages.has(control.name)) this.#judge(control.name);
      });
    }
  }

  /** Whether all is right; what is not is said beside it, and the first one gets the focus. */
  #isRight(): boolean {
    const { screen, strings } = this.context;
    const names = new Set(this.#controls.map(({ name }) => name));
    const wrong = [...names].map((name) => this.#judge(name)).filter((it) => it !== null);
    const [first] = wrong;
    if (first === undefined) return true;
    screen.announce(strings.form.invalid(wrong.length));
    focusIn(first.closest("label") ?? first, first);
    return false;
  }

  /** The control of this name that is not right yet; null where all are. */
  #judge(name: string): Control | null {
    const controls = this.#controls.filter((control) => control.name === name);
    this.#messages.get(name)?.remove();
    this.#messages.delete(name);
    const wrong = controls.find((it) => it.willValidate && !it.validity.valid) ?? null;
    if (wrong !== null) {
      const below = wrong.type === "radio" ? (controls.at(-1) ?? wrong) : wrong;
      const words = complaintOf(wrong, this.context.strings.form);
      const id = `sheet-error-${this.#names.indexOf(name)}`;
      this.#messages.set(name, new Message(words, id, wrong, behind(below, this.#content)));
    }
    return wrong;
  }

  #held(pressed: HTMLElement | null): HeldControl[] {
    const buttons = this.#ways() as (HTMLButtonElement | HTMLInputElement)[];
    return [
      ...this.#controls.filter((control) => !control.matches(":disabled")).map(holding),
      ...buttons.map(
        (each): HeldControl => ({
          name: each.name || each.id,
          kind: "button",
          values: each === pressed ? [each.value] : [],
        }),
      ),
    ];
  }
}

/** What is not right, behind the control that it is about. */
class Message {
  readonly #element: HTMLElement;

  constructor(
    words: string,
    id: string,
    private readonly control: Control,
    place: Element,
  ) {
    this.#element = h("span", { class: "error", id }, words);
    place.after(this.#element);
    setAttribute(control, "aria-invalid", "true");
    setAttribute(control, "aria-describedby", id);
  }

  remove(): void {
    this.#element.remove();
    setAttribute(this.control, "aria-invalid", null);
    setAttribute(this.control, "aria-describedby", null);
  }
}

/** The last part of a control: its label, where that stands around it or follows it. */
function behind(control: Control, content: HTMLElement): Element {
  const around = control.closest("label");
  if (around !== null) return around;
  const next = control.nextElementSibling;
  const isIts = next?.matches("label") && (next as HTMLLabelElement).control === control;
  return isIts && content.contains(next) ? next : control;
}

function holding(control: Control): HeldControl {
  const { name, value } = control;
  if (control instanceof HTMLSelectElement) {
    const chosen = [...control.selectedOptions].filter((option) => !option.matches(":disabled"));
    const values = chosen.map((option) => option.value);
    return { name, kind: control.multiple ? "selects" : "select", values };
  }
  switch (control.type) {
    case "radio":
    case "checkbox": {
      const { checked } = control as HTMLInputElement;
      const kind = control.type === "radio" ? "radio" : "box";
      return { name, kind, values: checked ? [value] : [] };
    }
    case "number":
    case "range":
      return { name, kind: "number", values: [value] };
    default:
      return { name, kind: "text", values: [value] };
  }
}
