/** A line that is written and sent. */

import { button, h } from "../../dom";
import type { ShapeOf, Shown, WidgetTools } from "./widget";

export function textBoxWidget(name: string, shape: ShapeOf<"text_box">, tools: WidgetTools): Shown {
  const { strings, tell, done } = tools;
  const input = h("input", {
    type: "text",
    maxlength: shape.max_length,
    autocomplete: "off",
    enterkeyhint: "send",
  });
  const send = button(strings.send, { quiet: true, submit: true });
  const title = h("span", { class: "title" }, shape.label);
  const form = h(
    "form",
    { class: "widget wide" },
    h("label", {}, title, input),
    h("div", {}, send),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = input;
    if (value.trim() === "") return;
    input.value = "";
    tell({ kind: "text_box", name, value }, strings.sent(shape.label), event.timeStamp);
    done();
  });
  return { element: form };
}
