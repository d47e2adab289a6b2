/** The page's side of the game worker: starts it, watches over it, talks to it. */

import type { Manifest } from "../generated/contract";
import type { Form } from "../shared/form";
import type {
  BootStage,
  ClockAnswer,
  EpisodeEndMessage,
  EpisodeReadyMessage,
  GameEndMessage,
  JournaledMessage,
  ReadyMessage,
  StatusMessage,
  StorageMessage,
  ToPage,
  ToWorker,
  Way,
  WriterIdentity,
} from "../shared/protocol";
import { type ClockExchange, type ClockOffset, estimateOffset } from "./clock";
import { Observable } from "./observable";

export type ViewMessage = EpisodeReadyMessage | StatusMessage | EpisodeEndMessage | GameEndMessage;

export type ClientState =
  | { kind: "booting"; stage: BootStage; loaded: number; total: number }
  | ({ kind: "ready" } & Pick<ReadyMessage, "stages" | "way" | "why">)
  /** `view` is null where the boot failed. */
  | { kind: "failed"; view: string | null; message: string; detail: string }
  /** Ended for good: there is no going on from here. */
  | { kind: "closed" };

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
  /** For the participant, where the worker's own file did not load. */
  lostMessage: string;
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
  #identity: { identity: WriterIdentity; seed: string } | null = null;
  readonly #viewListeners = new Map<string, (message: ViewMessage) => void>();
  /** Those who wait for an answer of this worker; all are let go when it ends. */
  #flushes: (() => void)[] = [];
  #clocks: ((answer: ClockAnswer | null) => void)[] = [];

  constructor(private readonly options: GameClientOptions) {
    this.state = new Observable<ClientState>(this.#beginning());
  }

  /** In which the worker asks the host for large files. */
  get form(): Form {
    return this.options.form;
  }

  /** Starts the worker, which begins to boot. */
  start(): void {
    const worker = this.options.startWorker();
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => this.#lost(event);
    this.#worker = worker;
    this.state.set(this.#beginning());
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
    this.start();
  }

  /** Resolves when the boot has ended, well or not; at once where none is under way. */
  booted(): Promise<void> {
    if (this.state.get().kind !== "booting") return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.state.subscribe(({ kind }) => {
        if (kind === "booting") return;
        stop();
        resolve();
      });
    });
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
    return estimateOffset(exchanges);
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
    switch (message.type) {
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
        this.#fail(message.view, message.message, message.detail);
        break;
      case "journaled":
        this.onJournaled(message);
        break;
      case "unstored":
      case "emptied":
      case "held":
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
    this.#fail(null, this.options.lostMessage, `${event.message ?? "no message"}${where}`);
  }

  #fail(view: string | null, message: string, detail: string): void {
    this.#end();
    this.state.set({ kind: "failed", view, message, detail });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const resolve of this.#flushes.splice(0)) resolve();
    for (const resolve of this.#clocks.splice(0)) resolve(null);
  }

  #beginning(): ClientState {
    const { files } = this.options.manifest.runtime;
    const total = files.reduce((sum, file) => sum + file.size, 0);
    return { kind: "booting", stage: "interpreter", loaded: 0, total };
  }
}
