/** What stands between a consent's text and its button: boxes to tick, and an end to be reached. */

import type { ConsentItem } from "../../generated/contract";
import { h } from "../dom";
import type { Strings } from "../strings";
import type { StepOf } from "./context";

export interface Terms {
  /** Below the text, above the buttons. */
  elements: HTMLElement[];
  /** What keeps somebody from agreeing yet, in words; null: nothing. Moves the focus there. */
  missing(): string | null;
  /** Box to whether it is ticked; null: there are none. */
  ticked(): Record<string, boolean> | null;
}

export function termsOf(step: StepOf<"consent">, strings: Strings["consent"]): Terms {
  const boxes = (step.items ?? []).map(makeBox);
  const end = h("div", { class: "text-end" });
  const hasSeenEnd = step.scroll ? watchFor(end) : () => true;
  return {
    elements: [end, ...boxes.map(({ label }) => label)],
    missing: () => {
      if (!hasSeenEnd()) {
        end.scrollIntoView({ block: "end", behavior: "instant" });
        return strings.unread;
      }
      const open = boxes.find(({ item, input }) => item.required && !input.checked);
      open?.input.focus();
      return open === undefined ? null : strings.unticked;
    },
    ticked: () =>
      boxes.length === 0
        ? null
        : Object.fromEntries(boxes.map(({ item, input }) => [item.name, input.checked])),
  };
}

function makeBox(item: ConsentItem) {
  const input = h("input", { type: "checkbox", name: item.name, required: item.required });
  const words = h("span", { html: item.label, "data-required": item.required });
  return { item, input, label: h("label", { class: "option" }, input, words) };
}

/** Whether an element has ever been on the screen, as far as one can know at the time of asking. */
function watchFor(element: HTMLElement): () => boolean {
  let seen = false;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen = true;
    observer.disconnect();
  });
  observer.observe(element);
  // The observer speaks with a frame, which on a slow device comes after a quick press.
  return () => seen || isInView(element);
}

function isInView(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom >= 0 && top <= innerHeight;
}
