/** The inspector of `?debug`: how well the game keeps time, for whoever makes or reviews a study. */

import type { Spread } from "../../generated/contract";
import type { TimingMessage, TimingQuality } from "../../shared/protocol";
import { h } from "../dom";
import type { timing } from "../strings/makers";

type Words = typeof timing;

const quantiles = ["p50", "p95", "p99", "max"] as const;

export class TimingPanel {
  readonly element: HTMLElement;
  readonly #caption = h("caption", {});
  readonly #body = h("tbody", {});
  readonly #counts = h("dl", {});

  constructor(private readonly strings: Words) {
    const heads = [...quantiles, strings.count].map((name) => h("th", { scope: "col" }, name));
    const head = h("thead", {}, h("tr", {}, h("td"), ...heads));
    // On a phone the table is wider than the page: it scrolls by itself, by keys too.
    const frame = h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": strings.title },
      h("table", {}, this.#caption, head, this.#body),
    );
    this.element = h(
      "aside",
      { class: "inspector", "aria-label": strings.title },
      frame,
      this.#counts,
      h("p", { class: "note" }, strings.note),
    );
    this.element.hidden = true;
  }

  show({ episode, quality }: Pick<TimingMessage, "episode" | "quality">): void {
    const { strings } = this;
    this.element.hidden = false;
    this.#caption.textContent = episode === null ? strings.all : strings.round(episode + 1);
    this.#body.replaceChildren(...spreadsOf(quality, strings).map(rowOf));
    this.#counts.replaceChildren(
      ...countsOf(quality, strings).map(([name, value]) =>
        h("div", {}, h("dt", {}, name), h("dd", {}, value)),
      ),
    );
  }
}

function spreadsOf(quality: TimingQuality, { rows }: Words): [string, Spread][] {
  return [
    [rows.interval, quality.interval],
    [rows.delay, quality.delay],
    [rows.frames, quality.frame_interval],
    [rows.input, quality.input_to_paint],
  ];
}

function rowOf([name, spread]: [string, Spread]): HTMLElement {
  const cells = quantiles.map((quantile) => h("td", {}, milliseconds(spread[quantile])));
  return h("tr", {}, h("th", { scope: "row" }, name), ...cells, h("td", {}, `${spread.count}`));
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
