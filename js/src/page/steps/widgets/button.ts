/** A button of the study's, or one that judges. */

import { inkOn } from "../../../shared/contrast";
import { button, h } from "../../dom";
import { beside } from "../inputs/beside";
import { keyHint } from "../inputs/key-hint";
import type { ShapeOf, Shown, Signal, WidgetTools } from "./widget";

export function buttonWidget(name: string, shape: ShapeOf<"button">, tools: WidgetTools): Shown {
  const { label, icon, color, confirm, key } = shape;
  const press = pressable(label, key, tools);
  const address = icon === null ? null : tools.imageOf(icon);
  if (address !== null) press.prepend(h("img", { src: address, alt: "" }));
  if (color !== null) {
    press.classList.add("colored");
    press.style.setProperty("--behind", color);
    press.style.setProperty("--label", inkOn(color));
  }
  const signal: Signal = { kind: "button", name, value: null };
  const tell = (timeStamp: number) => tools.tell(signal, tools.strings.pressed(label), timeStamp);
  return confirm === null ? plain(press, tell) : asking(press, confirm, tell, tools);
}

export function feedbackWidget(
  name: string,
  shape: ShapeOf<"feedback">,
  tools: WidgetTools,
): Shown {
  const { strings, tell } = tools;
  const label = shape.label ?? strings.judgements[name] ?? name;
  const signal: Signal = { kind: "feedback", name, value: shape.value };
  const press = pressable(label, shape.key, tools);
  return plain(press, (timeStamp) => tell(signal, strings.pressed(label), timeStamp));
}

function pressable(label: string, key: string | null, tools: WidgetTools): HTMLButtonElement {
  const element = button(label, { quiet: true });
  beside(element);
  if (key !== null) keyHint(element, key, tools.nameKey);
  return element;
}

function plain(press: HTMLButtonElement, tell: (timeStamp: number) => void): Shown {
  press.addEventListener("click", ({ timeStamp }) => tell(timeStamp));
  return { element: h("div", { class: "widget" }, press), press: tell };
}

/**
 * Asks in its own place, so that the game stays in sight and playable. A second press of the key says
 * yes: the focus stays where it is, since a key of the game could press what has it.
 */
function asking(
  press: HTMLButtonElement,
  question: string,
  tell: (timeStamp: number) => void,
  { strings, say, done }: WidgetTools,
): Shown {
  const [yes, no] = [button(strings.yes), button(strings.no, { quiet: true })];
  const answers = h("div", { class: "asks", hidden: true, role: "group", "aria-label": question });
  answers.append(h("span", {}, question), yes, no);
  for (const answer of [yes, no]) beside(answer);
  const open = (asks: boolean) => {
    const focused = document.activeElement;
    press.hidden = asks;
    answers.hidden = !asks;
    if (asks) say(question);
    if (asks && focused === press) yes.focus();
    else if (!asks && answers.contains(focused)) press.focus();
  };
  const confirmed = (timeStamp: number) => {
    open(false);
    tell(timeStamp);
  };
  press.addEventListener("click", () => open(true));
  yes.addEventListener("click", ({ timeStamp }) => confirmed(timeStamp));
  no.addEventListener("click", () => open(false));
  answers.addEventListener("keydown", ({ code }) => {
    if (code === "Escape") open(false);
  });
  return {
    element: h("div", { class: "widget" }, press, answers),
    press: (timeStamp) => {
      if (answers.hidden) open(true);
      else {
        confirmed(timeStamp);
        done();
      }
    },
    enable: (on) => {
      if (!on) open(false);
    },
  };
}
