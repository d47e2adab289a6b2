/** The page's side of the game worker: starts it, watches over it, talks to it. */

import type { Manifest } from "../generated/contract";
import type { Form } from "../shared/form";
import type { WriterIdentity } from "../shared/journal";
import type {
  BootStage,
  ClockAnswer,
  FailedMessage,
  JournaledMessage,
  ReadyMessage,
  StorageMessage,
  ToPage,
  ToWorker,
  ViewMessage,
  Way,
} from "../shared/protocol";
import type { Timer } from "../shared/timer";
import { type ClockExchange, type ClockOffset, estimateOffset } from "./clock-offset";
import { Observable } from "./observable";
import type { Strings } from "./strings";
import { Watchdog } from "./watchdog";

export type ClientState =
  /** Bytes as they are unpacked; a total of 0: it is not known yet. */
  | { kind: "booting"; stage: BootStage; loaded: number; total: number }
  | ({ kind: "ready" } & Pick<ReadyMessage, "stages" | "way" | "why">)
  | Failed
  /** Ended for good: there is no going on from here. */
  | { kind: "closed" };

export interface Failed extends Omit<FailedMessage, "type"> {
  kind: "failed";
}

/** What of a `Worker` is used, so that tests can hand in another. */
export interface WorkerPort {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<ToPage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface GameClientOptions {
  manifest: Manifest;
  /** Absolute address of the manifest's folder, slash at its end. */
  root: string;
  /** In which the worker asks the host for large files. */
  form: Form;
  /** How Python is to be started; null: as is best here. */
  wanted: Way | null;
  startWorker: () => WorkerPort;
  /** `performance.now` */
  now: () => number;
  /**
   * For the participant, in the language of that moment: where the worker's own file did not load, and
   * where it gives no answer any more.
   */
  says: () => Pick<Strings["game"], "workerLost" | "hung">;
  timer: Timer;
  isHidden: () => boolean;
}

const clockRounds = 9;

export class GameClient {
  readonly state: Observable<ClientState>;
  /** Told of every batch of records that the worker has committed. */
  onJournaled: (message: JournaledMessage) => void = () => {};
  /** Told of what does not go well with its storing. */
  onStorage: (message: StorageMessage) => void = () => {};

  #worker: WorkerPort | null = null;
  #holds = false;
  /** The worker has its games wait for its storing. */
  #isHeld = false;
  readonly #watchdog: Watchdog;
  /** The view that is watched over. */
  #watched: string | null = null;
  #identity: { identity: WriterIdentity; seed: string } | null = null;
  readonly #viewListeners = new Map<string, (message: ViewMessage) => void>();
  /** Those who wait for an answer of this worker; all are let go when it ends. */
  #flushes: (() => void)[] = [];
  #clocks: ((answer: ClockAnswer | null) => void)[] = [];

  constructor(private readonly options: GameClientOptions) {
    this.state = new Observable<ClientState>(beginning);
    const { timer, now, isHidden } = options;
    this.#watchdog = new Watchdog({
      timer,
      now,
      isHidden,
      ask: () => this.post({ type: "ping" }),
      onHung: (silentS) => this.#hung(silentS),
    });
  }

  /** In which the worker asks the host for large files. */
  get form(): Form {
    return this.options.form;
  }

  /** What the manifest's addresses are relative to. */
  get root(): string {
    return this.options.root;
  }

  /** Starts the worker, which begins to boot. */
  start(): void {
    const worker = this.options.startWorker();
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => this.#lost(event);
    this.#worker = worker;
    this.state.set(beginning);
    const { root, manifest, form, wanted } = this.options;
    this.post({ type: "boot", root, manifest, form, wanted });
    if (this.#identity !== null) this.post({ type: "identify", ...this.#identity });
    if (this.#holds) this.post({ type: "hold", hold: true });
  }

  /** Lets the worker write records, which it may not before consent is given. */
  identify(identity: WriterIdentity, seed: string): void {
    this.#identity = { identity, seed };
    if (this.#worker !== null) this.post({ type: "identify", identity, seed });
  }

  /** Has the games wait, or go on; a worker that is started later hears of it, too. */
  hold(hold: boolean): void {
    this.#holds = hold;
    this.post({ type: "hold", hold });
  }

  /**
   * Starts a new worker in place of one that failed.
   *
   * @param nextWriter who the new one writes as; asked only if the old one could write.
   */
  async restart(nextWriter: () => Promise<WriterIdentity>): Promise<void> {
    this.#end();
    if (this.#identity !== null) this.#identity.identity = await nextWriter();
    // The participant may have withdrawn meanwhile.
    if (this.state.get().kind !== "closed") this.start();
  }

  /**
   * Resolves when the boot has ended, well or not; at once where none is under way.
   *
   * @returns how Python was started; null: it was not
   */
  booted(): Promise<Way | null> {
    const wayOf = (state: ClientState) => (state.kind === "ready" ? state.way : null);
    const state = this.state.get();
    if (state.kind !== "booting") return Promise.resolve(wayOf(state));
    return new Promise((resolve) => {
      const stop = this.state.subscribe((next) => {
        if (next.kind === "booting") return;
        stop();
        resolve(wayOf(next));
      });
    });
  }

  /** From now on the worker has to answer within so many seconds; it fails where it does not. */
  watch(view: string, limitS: number): void {
    if (this.#worker === null) return;
    this.#watched = view;
    this.#watchdog.watch(limitS);
  }

  unwatch(): void {
    this.#watchdog.stop();
  }

  /** Ends the worker for good. */
  close(): void {
    this.#end();
    this.state.set({ kind: "closed" });
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** Hears the messages about one view, until the returned function is called. */
  listen(view: string, listener: (message: ViewMessage) => void): () => void {
    this.#viewListeners.set(view, listener);
    return () => this.#viewListeners.delete(view);
  }

  /** Resolves when all records that the worker holds are committed; at once where it holds none. */
  flush(): Promise<void> {
    if (this.state.get().kind !== "ready") return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushes.push(resolve);
      this.post({ type: "flush" });
    });
  }

  /** Compares the clocks; null if the worker ended before it could answer. */
  async calibrateClock(): Promise<ClockOffset | null> {
    const exchanges: ClockExchange[] = [];
    for (let round = 0; round < clockRounds; round++) {
      const exchange = await this.#askClock();
      if (exchange === null) return null;
      exchanges.push(exchange);
    }
    const offset = estimateOffset(exchanges);
    this.post({ type: "offset", offset_ms: offset.offset_ms });
    return offset;
  }

  async #askClock(): Promise<ClockExchange | null> {
    if (this.#worker === null) return null;
    const asked = this.options.now();
    const answer = await new Promise<ClockAnswer | null>((resolve) => {
      this.#clocks.push(resolve);
      this.post({ type: "clock", asked });
    });
    return answer && { asked, answered: answer.answered, received: this.options.now() };
  }

  #receive(message: ToPage): void {
    this.#watchdog.heard();
    switch (message.type) {
      case "alive":
        break;
      case "progress":
        this.state.set({ ...message, kind: "booting" });
        break;
      case "ready":
        performance.mark("gymbrowser:booted"); // for benchmarks, as the game's own marks are
        this.state.set({
          kind: "ready",
          stages: message.stages,
          way: message.way,
          why: message.why,
        });
        break;
      case "failed":
        this.#fail(message);
        break;
      case "journaled":
        this.onJournaled(message);
        break;
      case "held":
        this.#isHeld = message.held;
        this.onStorage(message);
        break;
      case "unstored":
      case "emptied":
        this.onStorage(message);
        break;
      case "flushed":
        this.#flushes.shift()?.();
        break;
      case "clock":
        this.#clocks.shift()?.(message);
        break;
      default:
        this.#viewListeners.get(message.view)?.(message);
    }
  }

  #lost(event: ErrorEvent): void {
    const where = event.filename ? ` (${event.filename}:${event.lineno})` : "";
    const detail = `${event.message ?? "no message"}${where}`;
    this.#fail({ view: null, message: this.options.says().workerLost, detail, cause: "load" });
  }

  #hung(silentS: number): void {
    const detail =
      `The worker gave no answer for ${silentS} s, and was ended. Python could not be interrupted, ` +
      "so there is no traceback: the code was in a call that runs no Python, or caught the interrupt.";
    this.#fail({ view: this.#watched, message: this.options.says().hung, detail, cause: "hang" });
  }

  #fail({ view, message, detail, cause }: Omit<Failed, "kind">): void {
    this.#end();
    this.state.set({ kind: "failed", view, message, detail, cause });
  }

  #end(): void {
    this.#watchdog.stop();
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#isHeld) {
      this.#isHeld = false;
      this.onStorage({ type: "held", held: false });
    }
    for (const resolve of this.#flushes.splice(0)) resolve();
    for (const resolve of this.#clocks.splice(0)) resolve(null);
  }
}

/** What is to be fetched is known once the worker has chosen how to start Python. */
const beginning: ClientState = { kind: "booting", stage: "interpreter", loaded: 0, total: 0 };
