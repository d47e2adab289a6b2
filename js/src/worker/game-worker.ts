/** The game worker: hears the page's messages and answers them (protocol.ts). */

import type { GameStep } from "../generated/contract";
import { gameOf } from "../shared/games";
import { Journal } from "../shared/journal";
import { EmptiedError } from "../shared/journal-rows";
import { castBy } from "../shared/levels";
import type {
  BootMessage,
  CanvasMessage,
  CloseMessage,
  FailedMessage,
  IdentifyMessage,
  PrepareMessage,
  ToPage,
  ToWorker,
} from "../shared/protocol";
import { readTape, type Tape } from "../shared/tape";
import { type BootScope, boot, type Progress, type Runtime } from "./boot";
import { donorOf } from "./donor";
import type { Provided } from "./engine";
import { failureOf, isPythonError } from "./failure";
import { HangGuard } from "./hang";
import { Pending } from "./pending";
import { Play } from "./play";
import { needsModel } from "./policies";
import { NotReplayed } from "./replaying";
import { StepHook } from "./step-hook";
import { TapedSink } from "./taped-sink";
import type { Timing } from "./timing";
import { listenToUi, Ui } from "./ui";
import { openView } from "./view";
import type { Pictures } from "./view/pictures";
import { framesOf } from "./view/screen";

/** What of a worker's global scope is used. */
export interface WorkerScope extends BootScope {
  postMessage(message: ToPage): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

/** Why all games wait: the page has no room, or too much waits for its commit. */
type Hold = "page" | "journal";

const stopped =
  "The game had to stop because of an error in it. What you have done so far is kept.";

export class GameWorker {
  readonly #journal: Journal;
  readonly #canvases = new Map<string, CanvasMessage>();
  readonly #plays = new Map<string, Play>();
  /** Ends that what Python says around a game is passed on. */
  readonly #hushes = new Map<string, () => void>();
  readonly #runtime = new Pending<Runtime>();
  readonly #seed = new Pending<string>();
  readonly #stepHook: StepHook;
  #writer = "";
  readonly #holds = new Set<Hold>();
  /** Minus the page's clock; null as long as they were not compared. */
  #clockOffset: number | null = null;
  /** Somebody looks at a game that is not there yet: what others need comes after it. */
  #isAwaited = false;
  /** Null before the boot is over. */
  #guard: HangGuard | null = null;

  constructor(
    private readonly scope: WorkerScope,
    private readonly timing: Timing,
  ) {
    this.#journal = new Journal({
      onCommitted: (records, bytes) =>
        this.#post({ type: "journaled", writer: this.#writer, records, bytes }),
      onFailed: (error) => this.#tellFailure(error),
      onUnstored: (unstored) => this.#post({ type: "unstored", writer: this.#writer, ...unstored }),
      onCrowded: (held) => {
        this.#hold("journal", held);
        this.#post({ type: "held", held });
      },
    });
    this.#stepHook = new StepHook({
      runtime: this.#runtime.promise,
      identified: this.#seed.promise,
      journal: this.#journal,
      onBegin: (limitMs) => this.#guard?.begin(timing.now(), limitMs),
    });
  }

  /** Resolves when the message is dealt with; never rejects, see `#guarded`. */
  async receive(message: ToWorker): Promise<void> {
    switch (message.type) {
      case "boot":
        return this.#boot(message);
      case "identify":
        return this.#identify(message);
      case "canvas":
        this.#canvases.set(message.view, message);
        break;
      case "prepare":
        return this.#prepare(message);
      case "start":
        return this.#ask(message.view, (play) => play.start());
      case "input":
        // In a turn-based game the author's function may be asked at once what a place means.
        return this.#ask(message.view, (play) => play.input(message));
      case "signal":
        return this.#ask(message.view, (play) => play.signal(message));
      case "release":
        this.#plays.get(message.view)?.release(message);
        break;
      case "pause":
        this.#plays.get(message.view)?.hold(message.why, message.holds);
        break;
      case "stop":
        this.#plays.get(message.view)?.stop(message.reason, message.game);
        break;
      case "rate":
        this.#plays.get(message.view)?.setRate(message.fps);
        break;
      case "step":
        return this.#stepHook.tell(message);
      case "ping":
        this.#post({ type: "alive" });
        break;
      case "flush":
        return this.#flush();
      case "spill":
        return this.#journal.spill(message.why);
      case "hold":
        this.#hold("page", message.hold);
        break;
      case "clock":
        this.#post({ type: "clock", asked: message.asked, answered: this.timing.now() });
        break;
      case "offset":
        this.#clockOffset = message.offset_ms;
        break;
      case "close":
        return this.#close(message);
    }
  }

  #boot({ root, manifest, form, wanted }: BootMessage): Promise<void> {
    const sentence =
      "The game could not be loaded. Please check your internet connection and try again.";
    return this.#guarded(null, sentence, async () => {
      const { now } = this.timing;
      const tell = (progress: Progress) => this.#post({ type: "progress", ...progress });
      const note = (provided: Provided) =>
        void this.#journal.append({ type: "inference", ...provided });
      const runtime = await boot(this.scope, root, manifest, now, tell, form, wanted ?? null, note);
      this.#guard = new HangGuard(runtime.python, now);
      this.#runtime.resolve(runtime);
      this.#post({ type: "ready", stages: runtime.stages, ...runtime.choice });
      if (!this.#isAwaited) void runtime.loadModels();
    });
  }

  async #identify({ identity, seed }: IdentifyMessage): Promise<void> {
    this.#writer = identity.writer;
    this.#seed.resolve(seed);
    await this.#journal.identify(identity);
  }

  /** Waits for the boot and for the session's seed, in case the page was quicker. */
  #prepare(message: PrepareMessage): Promise<void> {
    const { view, step: id, attempt, episode, drawn, isReserve, replay } = message;
    const { seedList, played, levels = {}, debug } = message;
    this.#isAwaited = true;
    return this.#guarded(view, "The game could not be set up.", async () => {
      const runtime = await this.#runtime.promise;
      const seed = await this.#seed.promise;
      const step = castBy(runtime.manifest.policies, gameOf(runtime.manifest, id, "study"), levels);
      const guard = this.#guard;
      if (guard === null) throw new Error("Nothing watches over Python.");
      if (needsModel(runtime.manifest, step)) await runtime.loadModels();
      const yoke = { list: seedList, session: seed, read: runtime.readDonor };
      const donor = await donorOf(step, yoke);
      const ui = new Ui({
        place: { step: id, attempt },
        standing: () => this.#plays.get(view)?.standing ?? { episode, steps: 0 },
        journal: this.#journal,
        timing: this.timing,
        tell: (calls) => this.#post({ type: "ui", view, calls }),
      });
      this.#hushes.get(view)?.();
      this.#hushes.set(
        view,
        listenToUi(runtime.python, (call) => {
          const play = this.#plays.get(view);
          if (call.call === "probe") play?.event(call.name);
          // What was heard before a reload is not to be heard once more.
          if (call.call !== "sound" || play?.isReplaying !== true) ui.say(call);
        }),
      );
      const sink = step.rules.on_reload === "replay" ? new TapedSink(this.#journal) : null;
      const play = new Play({
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
        journal: sink ?? this.#journal,
        timing: this.timing,
        frames: framesOf(this.scope),
        clockOffset: () => this.#clockOffset,
        tellTiming: debug
          ? (episode, quality) => this.#post({ type: "timing", view, episode, quality })
          : null,
        guard,
        post: (message) => {
          // Before Start can be pressed, which values that come later would move from its place.
          if (message.type === "episode_ready" || message.type === "episode_end") ui.flush();
          this.#post(message);
        },
      });
      this.#plays.set(view, play);
      for (const why of this.#holds) play.hold(why, true);
      await play.prepare().catch((error: unknown) => this.#mayBegin(view, play, guard, error));
      void runtime.loadModels();
    });
  }

  /** What an earlier worker has left of the running episode; null: nothing that could be read. */
  async #tape(): Promise<Tape | null> {
    return this.#journal
      .taped()
      .then(readTape)
      .catch(() => null);
  }

  /**
   * An episode could not be brought back: the page says what is to come in its place.
   *
   * @throws what failed, where that was something else
   */
  async #mayBegin(view: string, play: Play, guard: HangGuard, error: unknown): Promise<void> {
    if (!play.isReplaying || guard.hasStruck) throw error;
    this.#plays.delete(view);
    await play.close();
    this.#post({ type: "not_replayed", view, why: whyOf(error) });
  }

  /** Asks the game on a view, if it is still there, for something that may run the author's code. */
  #ask(view: string, ask: (play: Play) => Promise<void> | void): Promise<void> {
    return this.#guarded(view, stopped, async () => {
      const play = this.#plays.get(view);
      if (play !== undefined) await ask(play);
    });
  }

  #showOn(view: string, step: GameStep, pictures: Pictures): ReturnType<typeof openView> {
    const message = this.#canvases.get(view);
    if (message === undefined) throw new Error(`There is no canvas for the view ${view}.`);
    return openView(message.canvas, step.view, message.scale, pictures);
  }

  #hold(why: Hold, holds: boolean): void {
    if (holds) this.#holds.add(why);
    else this.#holds.delete(why);
    for (const play of this.#plays.values()) play.hold(why, holds);
  }

  /** The records are kept and tried again. */
  #tellFailure(error: unknown): void {
    console.error("A commit to the journal failed.", error);
    if (error instanceof EmptiedError) this.#post({ type: "emptied" });
  }

  #flush(): Promise<void> {
    return this.#guarded(null, "This browser could not store the study's data.", async () => {
      for (const play of this.#plays.values()) play.emit();
      // A commit that fails is no reason to end a game: the journal keeps the records, and retries.
      await this.#journal.flush({ durable: true }).catch(() => {});
      this.#post({ type: "flushed" });
    });
  }

  #close({ view }: CloseMessage): Promise<void> {
    return this.#guarded(view, "The game could not be closed.", async () => {
      const play = this.#plays.get(view);
      this.#plays.delete(view);
      this.#canvases.delete(view);
      await play?.close();
      this.#hushes.get(view)?.();
      this.#hushes.delete(view);
    });
  }

  /**
   * Whatever goes wrong is recorded and then told to the page, which ends this worker.
   *
   * @param view that it is about; null: the whole worker
   * @param sentence for the participant
   */
  async #guarded(view: string | null, sentence: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // What was played before it is kept, though the worker is ended for it.
      if (view !== null) this.#plays.get(view)?.emit();
      const cause = this.#guard?.hasStruck ? "hang" : causeOf(error, view);
      const failure = failureOf(error, sentence, cause);
      void this.#journal.append({ type: "error", where: view ?? "game worker", ...failure });
      // Where even this fails, `onFailed` says so, and the page hears of the first failure.
      await this.#journal.flush({ durable: true }).catch(() => {});
      this.#post({ type: "failed", view, ...failure, cause });
    }
  }

  #post(message: ToPage): void {
    this.scope.postMessage(message);
  }
}

/** As a sentence of one line. A traceback says last what was wrong. */
function whyOf(error: unknown): string {
  const text = error instanceof Error ? error.message.trim() : String(error);
  const last = text.slice(text.lastIndexOf("\n") + 1);
  return error instanceof NotReplayed ? last : `The replay failed: ${last}`;
}

/** A boot that fails in Python is no matter of the connection. */
function causeOf(error: unknown, view: string | null): FailedMessage["cause"] {
  return view === null && !isPythonError(error) ? "load" : "error";
}
