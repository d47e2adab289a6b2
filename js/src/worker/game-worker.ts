/** The game worker: hears the page's messages and answers them (protocol.ts). */

import { insist } from "../shared/insist";
import { Journal } from "../shared/journal";
import { EmptiedError, type JournalStore, ownStore } from "../shared/journal-rows";
import type {
  BootMessage,
  FailedMessage,
  IdentifyMessage,
  PrepareMessage,
  ToPage,
  ToWorker,
} from "../shared/protocol";
import { type BootScope, boot, type Progress, type Runtime } from "./boot";
import type { Provided } from "./engine";
import { failureOf, isPythonError } from "./failure";
import { GameViews } from "./game-views";
import { HangGuard } from "./hang";
import { Pending } from "./pending";
import type { Play } from "./play";
import { StepHook } from "./step-hook";
import type { Timing } from "./timing";
import { framesOf } from "./view/screen";

/** What of a worker's global scope is used. */
export interface WorkerScope extends BootScope {
  postMessage(message: ToPage): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

/** After a commit that failed, and that the page waits for. */
const RETRY_MS = 500;

const stopped =
  "The game had to stop because of an error in it. What you have done so far is kept.";

export class GameWorker {
  readonly #journal: Journal;
  readonly #games: GameViews;
  readonly #runtime = new Pending<Runtime>();
  readonly #seed = new Pending<string>();
  readonly #stepHook: StepHook;
  #writer = "";
  /** Minus the page's clock; null as long as they were not compared. */
  #clockOffset: number | null = null;
  /** Somebody looks at a game that is not there yet: what others need comes after it. */
  #isAwaited = false;
  /** Null before the boot is over. */
  #guard: HangGuard | null = null;

  constructor(
    private readonly scope: WorkerScope,
    private readonly timing: Timing,
    store: JournalStore = ownStore,
  ) {
    this.#journal = new Journal({
      store,
      onCommitted: (records, bytes) =>
        this.#post({ type: "journaled", writer: this.#writer, records, bytes }),
      onFailed: (error) => this.#tellFailure(error),
      onUnstored: (unstored) => this.#post({ type: "unstored", writer: this.#writer, ...unstored }),
      onCrowded: (held) => {
        this.#games.hold("journal", held);
        this.#post({ type: "held", held });
      },
    });
    this.#games = new GameViews({
      journal: this.#journal,
      timing,
      frames: framesOf(scope),
      clockOffset: () => this.#clockOffset,
      post: (message) => this.#post(message),
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
        this.#games.take(message);
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
        this.#games.get(message.view)?.release(message);
        break;
      case "pause":
        this.#games.get(message.view)?.hold(message.why, message.holds);
        break;
      case "stop":
        this.#games.get(message.view)?.stop(message.reason, message.game);
        break;
      case "rate":
        this.#games.get(message.view)?.setRate(message.fps);
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
        this.#games.hold("page", message.hold);
        break;
      case "clock":
        this.#post({ type: "clock", asked: message.asked, answered: this.timing.now() });
        break;
      case "offset":
        this.#clockOffset = message.offset_ms;
        break;
      case "close":
        return this.#guarded(message.view, "The game could not be closed.", () =>
          this.#games.close(message.view),
        );
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
    this.#isAwaited = true;
    return this.#guarded(message.view, "The game could not be set up.", async () => {
      const runtime = await this.#runtime.promise;
      const seed = await this.#seed.promise;
      const guard = this.#guard;
      if (guard === null) throw new Error("Nothing watches over Python.");
      await this.#games.prepare(message, { runtime, seed, guard });
      void runtime.loadModels();
    });
  }

  /** Asks the game on a view, if it is still there, for something that may run the author's code. */
  #ask(view: string, ask: (play: Play) => Promise<void> | void): Promise<void> {
    return this.#guarded(view, stopped, async () => {
      const play = this.#games.get(view);
      if (play !== undefined) await ask(play);
    });
  }

  /** The records are kept and tried again. */
  #tellFailure(error: unknown): void {
    console.error("A commit to the journal failed.", error);
    if (error instanceof EmptiedError) this.#post({ type: "emptied" });
  }

  #flush(): Promise<void> {
    return this.#guarded(null, "This browser could not store the study's data.", async () => {
      this.#games.emit();
      await this.#keep();
      this.#post({ type: "flushed" });
    });
  }

  /** Resolves when nothing is lost if this worker ends: the page gets what the browser won't store. */
  #keep(): Promise<void> {
    const flush = () => this.#journal.flush({ durable: true });
    // Its failure is told by `onFailed`.
    return insist(flush, this.timing.after, RETRY_MS, () => {});
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
      if (view !== null) this.#games.get(view)?.emit();
      const cause = this.#guard?.hasStruck ? "hang" : causeOf(error, view);
      const failure = failureOf(error, sentence, cause);
      void this.#journal.append({ type: "error", where: view ?? "game worker", ...failure });
      await this.#keep();
      this.#post({ type: "failed", view, ...failure, cause });
    }
  }

  #post(message: ToPage): void {
    this.scope.postMessage(message);
  }
}

/** A boot that fails in Python is no matter of the connection. */
function causeOf(error: unknown, view: string | null): FailedMessage["cause"] {
  return view === null && !isPythonError(error) ? "load" : "error";
}
