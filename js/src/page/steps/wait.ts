/** A break: the time that is left, and then the way on. */

import { systemTimer, type Timer } from "../../shared/timer";
import { actions, button, clicked, h } from "../dom";
import { completed } from "../runner";
import type { StepModule } from "./context";

export const wait: StepModule<"wait"> = {
  kind: "wait",
  async run(step, { now, screen, strings }) {
    const left = h("p", { class: "wait", role: "timer" });
    const next = button(strings.continue);
    next.disabled = true;
    const row = step.goes_on ? null : actions(next);
    screen.show(h("section", {}, h("div", { html: step.html }), left, row));
    await countDown(step.seconds * 1000, now, systemTimer, (seconds) => {
      left.textContent = strings.wait.left(seconds);
    });
    left.textContent = strings.wait.over;
    if (step.goes_on) return completed;
    screen.announce(strings.wait.over);
    next.disabled = false;
    await clicked(next);
    return completed;
  },
};

/**
 * Resolves when so much time has passed, by the clock: a tab in the background is called rarely.
 *
 * @param now Milliseconds, monotonic.
 * @param tell Told of the whole seconds that are left, each time that they are fewer.
 */
export function countDown(
  duration_ms: number,
  now: () => number,
  timer: Timer,
  tell: (seconds: number) => void,
): Promise<void> {
  const end = now() + duration_ms;
  return new Promise((resolve) => {
    const tick = () => {
      const left_ms = end - now();
      if (left_ms <= 0) return resolve();
      const seconds = Math.ceil(left_ms / 1000);
      tell(seconds);
      timer(tick, left_ms - (seconds - 1) * 1000);
    };
    tick();
  });
}
