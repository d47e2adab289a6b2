/** The inspector of `?debug`: how well the game keeps time, for whoever makes or reviews a study. */

import type { Spread } from "../../generated/contract";
import type { TimingMessage, TimingQuality } from "../../shared/protocol";
import { DescriptionList, write } from "../description-list";
import { h } from "../dom";
import type { timing } from "../strings/makers";

type Words = typeof timing;

const quantiles = ["p50", "p95", "p99", "max"] as const;

export class TimingPanel {
  readonly element: HTMLElement;
  readonly #caption = h("caption", {});
  readonly #rows: Record<keyof Words["rows"], SpreadRow>;
  readonly #counts = new DescriptionList();

  constructor(private readonly strings: Words) {
    const heads = [...quantiles, strings.count].map((name) => h("th", { scope: "col" }, name));
    const head = h("thead", {}, h("tr", {}, h("td"), ...heads));
    const { interval, delay, frames, input } = strings.rows;
    this.#rows = {
      interval: new SpreadRow(interval),
      delay: new SpreadRow(delay),
      frames: new SpreadRow(frames),
      input: new SpreadRow(input),
    };
    const rows = Object.values(this.#rows).map(({ element }) => element);
    // On a phone the table is wider than the page: it scrolls by itself, by keys too.
    const frame = h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": strings.title },
      h("table", {}, this.#caption, head, h("tbody", {}, ...rows)),
    );
    this.element = h(
      "aside",
      { class: "inspector", "aria-label": strings.title },
      frame,
      this.#counts.element,
      h("p", { class: "note" }, strings.note),
    );
    this.element.hidden = true;
  }

  show({ episode, quality }: Pick<TimingMessage, "episode" | "quality">): void {
    const { strings } = this;
    this.element.hidden = false;
    this.#caption.textContent = episode === null ? strings.all : strings.round(episode + 1);
    const { interval, delay, frames, input } = this.#rows;
    interval.show(quality.interval);
    delay.show(quality.delay);
    frames.show(quality.frame_interval);
    input.show(quality.input_to_paint);
    this.#counts.show(countsOf(quality, strings));
  }
}

class SpreadRow {
  readonly element: HTMLElement;
  readonly #quantiles = quantiles.map((name) => ({ name, text: document.createTextNode("") }));
  readonly #count = document.createTextNode("");

  constructor(name: string) {
    const texts = [...this.#quantiles.map(({ text }) => text), this.#count];
    const cells = texts.map((text) => h("td", {}, text));
    this.element = h("tr", {}, h("th", { scope: "row" }, name), ...cells);
  }

  show(spread: Spread): void {
    for (const { name, text } of this.#quantiles) write(text, milliseconds(spread[name]));
    write(this.#count, `${spread.count}`);
  }
}

function countsOf(quality: TimingQuality, { counts }: Words): [string, string][] {
  const { fps, steps, late, late_frames, skipped, missed, slowed_ms, stalls } = quality;
  return [
    [counts.rate, fps === null ? "–" : `${fps}`],
    [counts.steps, `${steps}`],
    [counts.late, `${late}`],
    [counts.lateFrames, `${late_frames}`],
    [counts.skipped, `${skipped}`],
    [counts.missed, `${missed}`],
    [counts.slowed, `${slowed_ms.toFixed(0)} ms`],
    [counts.stalls, `${stalls}`],
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : value.toFixed(1);
}
