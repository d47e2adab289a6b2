/** Buttons on the screen, for devices without a keyboard. */

import type { Controls } from "../../../generated/contract";
import type { Input } from "../../../shared/protocol";
import { h, setAttribute } from "../../dom";
import { dragged } from "../../dragged";
import { buttonsOf } from "./codes";
import type { KeyName, NameInput } from "./key-names";
import { layOut } from "./layout";
import { spoken } from "./legend";

export type ButtonInput = Extract<Input, { kind: "down" | "up" }>;

/** Where they tell of fingers; of each one that comes they tell when it leaves. */
export interface ButtonSink {
  /** @param timeStamp of the event, on the page's clock. */
  input(input: ButtonInput, timeStamp: number): void;
}

export interface ButtonOptions {
  people: Readonly<Record<string, Controls>>;
  nameOf: NameInput;
  sink: ButtonSink;
}

/**
 * One button per bound key (the stylesheet shows them on touch devices only), for each person in a
 * group of their own. A press that leaves the button is over. Several at once make combinations.
 */
export function touchButtons({ people, nameOf, sink }: ButtonOptions): HTMLElement {
  const each = Object.entries(people);
  const groups = each.map(([agent, controls]) => {
    const title = each.length > 1 ? agent : null;
    return groupOf(title, controls, nameOf, sink);
  });
  return h("div", { class: "touch" }, ...groups);
}

/** @param isOn whether a press does anything now: a button that does nothing looks and reads so */
export function switchButtons(element: ParentNode, isOn: boolean): void {
  // Not `disabled`: a finger that lies on one has to be heard when it leaves.
  for (const each of element.querySelectorAll(".touch button")) {
    setAttribute(each, "aria-disabled", isOn ? null : "true");
  }
}

function groupOf(
  title: string | null,
  controls: Controls,
  nameOf: NameInput,
  sink: ButtonSink,
): HTMLElement | null {
  const codes = buttonsOf(controls);
  if (codes.length === 0) return null;
  const { crosses, row } = layOut(codes);
  const labels = labelsOf(controls);
  const part = (name: string, codes: readonly string[]) =>
    h(
      "div",
      { class: name },
      ...codes.map((code) => touchButton(code, nameOf(code), labels.get(code) ?? null, sink)),
    );
  return h(
    "div",
    { class: "hands", role: "group", "aria-label": title },
    title === null ? null : h("p", { class: "whose" }, title),
    ...crosses.map((four) => part("cross", four)),
    row.length > 0 ? part("row", row) : null,
  );
}

/** Names of the actions of single keys: with them, what is written on the key says nothing more. */
function labelsOf({ bindings }: Controls): Map<string, string> {
  const single = bindings.filter(({ codes, label }) => codes.length === 1 && label);
  return new Map(single.map(({ codes, label }) => [codes[0] as string, label as string]));
}

function touchButton(
  code: string,
  { sign, name }: KeyName,
  label: string | null,
  sink: ButtonSink,
): HTMLElement {
  const isNamed = label !== null && !isArrow(code);
  const content = isNamed ? [label] : spoken({ sign, name: label ?? name });
  const element = h("button", { type: "button", tabindex: -1 }, ...content);
  const press = (down: boolean) => (event: PointerEvent) => {
    if (element.classList.contains("down") === down) return;
    if (down && element.getAttribute("aria-disabled") === "true") return;
    element.classList.toggle("down", down);
    sink.input({ kind: down ? "down" : "up", code }, event.timeStamp);
  };
  element.addEventListener("pointerdown", press(true));
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    element.addEventListener(type, press(false));
  }
  dragged(element); // a finger may slide off it
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  return element;
}

/** An arrow is understood at a glance, and needs less room than a word. */
function isArrow(code: string): boolean {
  return code.startsWith("Arrow");
}
