/** Shows that the microphone hears something, and records what is said where the step asks for it. */

import { actions, button, h } from "../page/dom";
import type { Tools } from "../page/microphone";
import type { StepOf } from "../page/steps/context";
import { countDown } from "../page/steps/wait";
import { systemTimer } from "../shared/timer";
import type { Sound } from "./sound";
import type { Take, Takes } from "./takes";

/** Resolves when the participant goes on. */
export async function hear(
  step: StepOf<"microphone">,
  sound: Sound,
  takes: Takes,
  tools: Tools,
): Promise<void> {
  const { screen, strings } = tools;
  const meter = h("meter", { min: 0, max: 1, "aria-label": strings.microphone.level });
  const next = button(strings.continue);
  const booth = step.record ? new Booth(step, sound, takes, tools) : null;
  const words = h("p", {}, strings.microphone.speak);
  const buttons = actions(next, booth?.button ?? null);
  screen.show(
    h("section", {}, h("div", { html: step.html }), words, meter, booth?.status ?? null, buttons),
  );
  const stopMeter = follow(sound, meter);
  await new Promise((resolve) => next.addEventListener("click", resolve, { once: true }));
  next.disabled = true;
  stopMeter();
  await booth?.stop();
}

/** Where a recording is begun and ended, as often as the participant likes. */
class Booth {
  readonly button: HTMLButtonElement;
  readonly status = h("p", { class: "note", role: "status" });
  #take: Take | null = null;

  constructor(
    private readonly step: StepOf<"microphone">,
    private readonly sound: Sound,
    private readonly takes: Takes,
    private readonly tools: Tools,
  ) {
    this.button = button(this.#words.start, { quiet: true });
    this.button.addEventListener("click", () => {
      if (this.#take === null) this.#begin();
      else void this.stop();
    });
  }

  async stop(): Promise<void> {
    const take = this.#take;
    if (take === null) return;
    this.#take = null;
    await take.stop();
    const { now } = this.tools;
    this.status.textContent = this.#words.recorded(Math.round((now() - take.begun_t) / 1000));
    this.button.textContent = this.#words.again;
  }

  get #words() {
    return this.tools.strings.microphone;
  }

  #begin(): void {
    const { step, tools } = this;
    const take = this.takes.begin(step.id, this.sound, (why) => {
      this.#take = null;
      this.status.textContent = this.#words.lost;
      void tools.recorder.record({ type: "microphone", step: step.id, state: "lost", why });
    });
    this.#take = take;
    this.button.textContent = this.#words.stop;
    const tell = (seconds: number) => {
      if (this.#take === take) this.status.textContent = this.#words.recording(seconds);
    };
    void countDown(step.max_seconds * 1000, tools.now, systemTimer, tell).then(() => {
      if (this.#take === take) void this.stop();
    });
  }
}

/** Until the returned function is called. */
function follow(sound: Sound, meter: HTMLMeterElement): () => void {
  let frame = requestAnimationFrame(function show() {
    meter.value = sound.level();
    frame = requestAnimationFrame(show);
  });
  return () => cancelAnimationFrame(frame);
}
