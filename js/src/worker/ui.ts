/**
 * What Python says of the things around a game (`gymbrowser/bridge/ui.py`): on to the page, and into
 * the records.
 */

import type { PyodideAPI } from "pyodide";
import type { UiRecord } from "../generated/contract";
import type { Cancel } from "../shared/timer";
import { commitSoon, type RecordSink } from "./recorder";
import type { Timing } from "./timing";

export type UiCall = UiRecord["calls"][number];

/** How far the game is. */
export interface Standing {
  episode: number;
  /** Environment steps of the episode that are over. */
  steps: number;
}

export interface UiParts {
  place: { step: string; attempt: number };
  standing: () => Standing;
  journal: RecordSink;
  timing: Pick<Timing, "now" | "after">;
  /** Shows it. */
  tell: (calls: UiCall[]) => void;
}

/** Has a module of Python say what it says to `listen`; the returned function ends that. */
export function listenToUi(python: PyodideAPI, listen: (call: UiCall) => void): () => void {
  const module = python.pyimport("gymbrowser.bridge.ui");
  module.connect((json: string) => listen(JSON.parse(json)));
  return () => {
    module.connect(null);
    module.destroy();
  };
}

/** Gathers calls, so that a value that changes with every step costs ten messages a second. */
export class Ui {
  static readonly everyMs = 100;

  #waiting: UiCall[] = [];
  #told = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | null = null;

  constructor(private readonly parts: UiParts) {}

  /** Sounds go at once, all else as soon as it may. */
  say(call: UiCall): void {
    // What it takes away was there: it must not look as if it had come later.
    if (call.call === "clear") this.flush();
    this.#add(call);
    const { now, after } = this.parts.timing;
    const wait = this.#told + Ui.everyMs - now();
    if (call.call === "sound" || wait <= 0) this.flush();
    else this.#cancel ??= after(() => this.flush(), wait);
  }

  /** Hands on what waits. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#waiting.length === 0) return;
    const { place, standing, journal, timing, tell } = this.parts;
    const { episode, steps } = standing();
    const calls = this.#waiting;
    this.#waiting = [];
    this.#told = timing.now();
    tell(calls);
    void journal.append({ type: "ui", ...place, episode, after: steps, calls });
    commitSoon(journal);
  }

  /** The game is left: what waits is neither told nor recorded. */
  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = [];
  }

  /** Of what stands somewhere the newest counts; messages and sounds follow each other. */
  #add(call: UiCall): void {
    const known = this.#waiting.findIndex((other) => isAbout(other, call));
    const other = this.#waiting[known];
    if (other === undefined) this.#waiting.push(call);
    else if (other.call === "hud" && call.call === "hud") Object.assign(other.values, call.values);
    else this.#waiting[known] = call;
  }
}

/** Whether the newer one stands where the other stood. */
function isAbout(other: UiCall, call: UiCall): boolean {
  if (other.call !== call.call) return false;
  switch (call.call) {
    case "hud":
    case "image":
    case "border":
      return true;
    case "progress":
    case "budget":
    case "widget":
      return (other as typeof call).name === call.name;
    case "info":
      return (other as typeof call).title === call.title;
    default:
      return false;
  }
}
