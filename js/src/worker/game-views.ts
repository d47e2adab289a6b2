/** The games of this worker, each on a view of the page: they are set up, asked and closed. */

import type { GameStep } from "../generated/contract";
import { gameOf } from "../shared/games";
import type { Journal } from "../shared/journal";
import { castBy } from "../shared/levels";
import type { CanvasMessage, PrepareMessage, ToPage } from "../shared/protocol";
import { readTape, type Tape } from "../shared/tape";
import type { Runtime } from "./boot";
import { donorOf } from "./donor";
import type { HangGuard } from "./hang";
import type { PauseReason } from "./pauses";
import { Play } from "./play";
import { needsModel } from "./policies";
import { NotReplayed } from "./replaying";
import { TapedSink } from "./taped-sink";
import type { Timing } from "./timing";
import { listenToUi, Ui } from "./ui";
import { openView } from "./view";
import type { Pictures } from "./view/pictures";
import type { Frames } from "./view/screen";

/** Why all games wait: the page has no room, or too much waits for its commit. */
export type Hold = Extract<PauseReason, "page" | "journal">;

export interface GameViewsParts {
  journal: Journal;
  timing: Timing;
  /** The screen's; null: the browser has none in a worker. */
  frames: Frames | null;
  /** The worker's clock minus the page's; null as long as they were not compared. */
  clockOffset: () => number | null;
  post: (message: ToPage) => void;
}

/** What a game needs that comes with the boot and with the session. */
export interface Ready {
  runtime: Runtime;
  /** Of the session: 128 bits in hexadecimal. */
  seed: string;
  guard: HangGuard;
}

/** What Python says around the game on a view. */
interface Heard {
  ui: Ui;
  /** Python is not listened to any more. */
  stop: () => void;
}

export class GameViews {
  readonly #canvases = new Map<string, CanvasMessage>();
  readonly #plays = new Map<string, Play>();
  readonly #heard = new Map<string, Heard>();
  readonly #holds = new Set<Hold>();

  constructor(private readonly parts: GameViewsParts) {}

  /** The game on a view; undefined: none is there. */
  get(view: string): Play | undefined {
    return this.#plays.get(view);
  }

  take(canvas: CanvasMessage): void {
    this.#canvases.set(canvas.view, canvas);
  }

  /** Sets a game up and shows it. @throws what its environment throws, and where a file does not load */
  async prepare(message: PrepareMessage, ready: Ready): Promise<void> {
    const { view, step: id, attempt, episode, drawn, isReserve, replay } = message;
    const { seedList, played, levels = {}, debug } = message;
    const { runtime, seed, guard } = ready;
    const { journal, timing, frames, clockOffset, post } = this.parts;
    const step = castBy(runtime.manifest.policies, gameOf(runtime.manifest, id, "study"), levels);
    if (needsModel(runtime.manifest, step)) await runtime.loadModels();
    const yoke = { list: seedList, session: seed, read: runtime.readDonor };
    const donor = await donorOf(step, yoke);
    let play: Play | null = null;
    const ui = new Ui({
      place: { step: id, attempt },
      standing: () => play?.standing ?? { episode, steps: 0 },
      journal,
      timing,
      tell: (calls) => post({ type: "ui", view, calls }),
    });
    this.#hush(view);
    const stop = listenToUi(runtime.python, (call) => {
      if (call.call === "probe") play?.event(call.name);
      // What was heard before a reload is not to be heard once more.
      if (call.call !== "sound" || play?.isReplaying !== true) ui.say(call);
    });
    this.#heard.set(view, { ui, stop });
    const sink = step.rules.on_reload === "replay" ? new TapedSink(journal) : null;
    play = new Play({
      view,
      step,
      attempt,
      episode,
      drawn,
      isReserve,
      seedList,
      played,
      replay: sink && replay ? { ...replay, sink, tape: await this.#tape() } : null,
      seed,
      donor,
      runtime,
      show: this.#showOn(view, step, runtime.pictures),
      journal: sink ?? journal,
      timing,
      frames,
      clockOffset,
      tellTiming: debug
        ? (played, quality) => post({ type: "timing", view, episode: played, quality })
        : null,
      guard,
      post: (said) => {
        // Before Start can be pressed, which values that come later would move from its place.
        if (said.type === "episode_ready" || said.type === "episode_end") ui.flush();
        post(said);
      },
    });
    this.#plays.set(view, play);
    for (const why of this.#holds) play.hold(why, true);
    await this.#show(view, play, guard);
  }

  /** All games wait, or go on; those too that are set up later. */
  hold(why: Hold, holds: boolean): void {
    if (holds) this.#holds.add(why);
    else this.#holds.delete(why);
    for (const play of this.#plays.values()) play.hold(why, holds);
  }

  /** Hands all steps so far to the journal. */
  emit(): void {
    for (const play of this.#plays.values()) play.emit();
  }

  /** @throws what the environment throws that is closed with it */
  async close(view: string): Promise<void> {
    const play = this.#plays.get(view);
    this.#plays.delete(view);
    this.#canvases.delete(view);
    await play?.close();
    this.#heard.get(view)?.ui.flush();
    this.#hush(view);
  }

  /**
   * Shows the first episode. Where that could not be brought back, the page says what is to come in
   * its place.
   *
   * @throws what failed, where that was something else
   */
  async #show(view: string, play: Play, guard: HangGuard): Promise<void> {
    try {
      await play.prepare();
    } catch (error) {
      if (!play.isReplaying || guard.hasStruck) throw error;
      this.#plays.delete(view);
      await play.close();
      // What was said in the vain attempt must not reach the page after that which follows.
      this.#hush(view);
      this.parts.post({ type: "not_replayed", view, why: whyOf(error) });
    }
  }

  /** Nothing more is heard of what Python says around the game that was on a view. */
  #hush(view: string): void {
    const heard = this.#heard.get(view);
    this.#heard.delete(view);
    heard?.stop();
    heard?.ui.close();
  }

  /** What an earlier worker has left of the running episode; null: nothing that could be read. */
  async #tape(): Promise<Tape | null> {
    return this.parts.journal
      .taped()
      .then(readTape)
      .catch(() => null);
  }

  #showOn(view: string, step: GameStep, pictures: Pictures): ReturnType<typeof openView> {
    const message = this.#canvases.get(view);
    if (message === undefined) throw new Error(`There is no canvas for the view ${view}.`);
    return openView(message.canvas, step.view, message.scale, pictures);
  }
}

/** As a sentence of one line. A traceback says last what was wrong. */
function whyOf(error: unknown): string {
  const text = error instanceof Error ? error.message.trim() : String(error);
  const last = text.slice(text.lastIndexOf("\n") + 1);
  return error instanceof NotReplayed ? last : `The replay failed: ${last}`;
}
