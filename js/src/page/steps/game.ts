/** A game: rounds on a canvas that the worker draws, each begun by the participant. */

import type { GameClient } from "../game-client";
import { watch } from "../observable";
import { completed } from "../runner";
import type { StepContext, StepModule, StepOf } from "./context";
import { type InputSink, listenToKeys } from "./game-keys";
import { afterMessage, afterStart, type GameState, shownAgent } from "./game-state";
import { GameView } from "./game-view";

export const game: StepModule<"game"> = {
  kind: "game",
  async run(step, context) {
    const { client } = context;
    if (client === null) throw new Error(`The game step "${step.id}" has no worker to run in.`);
    const session = new GameSession(step, context, client);
    context.screen.show(session.view.element);
    while (!(await session.play())) {
      await session.pressed();
      await client.restart(() => context.recorder.nextGameWriter());
    }
    await session.pressed();
    client.post({ type: "close", view: step.id });
    return completed;
  },
};

/** One participant at one game step, over all its attempts. */
class GameSession {
  readonly view: GameView;
  readonly #agent: string;
  readonly #codes: ReadonlySet<string>;
  #state: GameState = { phase: "preparing" };
  #stopKeys: (() => void) | null = null;
  #onPress = () => {};

  constructor(
    private readonly step: StepOf<"game">,
    private readonly context: StepContext,
    private readonly client: GameClient,
  ) {
    this.#agent = shownAgent(step);
    this.#codes = new Set(Object.keys(step.controls?.keys ?? {}));
    this.view = new GameView({
      step,
      strings: context.strings,
      language: context.manifest.language,
      sink: this.#sink(),
      onPress: () => this.#press(),
    });
  }

  /**
   * Plays all episodes.
   *
   * @returns false if the worker failed on the way; the failure is on show then.
   */
  async play(): Promise<boolean> {
    if (!(await this.#booted())) return false;
    const attempt = await this.context.recorder.nextAttempt(this.step.id);
    this.#set({ phase: "preparing" });
    return this.#rounds(attempt);
  }

  /** The next press of the card's button, when it is not the start of an episode. */
  pressed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPress = resolve;
    });
  }

  /** Shows how the boot goes until it is over; false if it failed. */
  #booted(): Promise<boolean> {
    return this.#untilWorkerSays<boolean>((resolve) =>
      watch(this.client.state, (state) => {
        if (state.kind === "booting") this.#set({ phase: "booting", boot: state });
        else if (state.kind === "ready") resolve(true);
        else resolve(this.#failed());
      }),
    );
  }

  #rounds(attempt: number): Promise<boolean> {
    return this.#untilWorkerSays<boolean>((resolve) => {
      const stopMessages = this.client.listen(this.step.id, (message) => {
        // User Timing: shows in the browser's developer tools, and is what benchmarks wait for.
        if (message.type === "episode_ready") performance.mark("gymbrowser:episode-ready");
        this.#set(afterMessage(this.#state, message, this.#agent));
        if (message.type === "game_end") resolve(true);
      });
      const stopState = watch(this.client.state, (state) => {
        if (state.kind === "failed") resolve(this.#failed());
      });
      this.#prepare(attempt);
      return () => {
        stopMessages();
        stopState();
      };
    });
  }

  #prepare(attempt: number): void {
    const view = this.step.id;
    const canvas = this.view.handOverCanvas();
    this.client.post({ type: "canvas", view, canvas, scale: devicePixelRatio }, [canvas]);
    this.client.post({ type: "prepare", view, step: this.step.id, attempt });
  }

  /** Listens until `resolve` is called, which may be while listening begins. */
  async #untilWorkerSays<T>(listen: (resolve: (value: T) => void) => () => void): Promise<T> {
    let stop = () => {};
    const value = await new Promise<T>((resolve) => {
      stop = listen(resolve);
    });
    stop();
    return value;
  }

  #failed(): false {
    const state = this.client.state.get();
    const { message, detail } =
      state.kind === "failed" ? state : { message: "", detail: `The worker is ${state.kind}.` };
    this.#set({ phase: "failed", message, detail });
    return false;
  }

  #press(): void {
    if (this.#state.phase === "waiting") {
      this.client.post({ type: "start", view: this.step.id });
      this.#set(afterStart(this.#state));
    } else this.#onPress();
  }

  #set(state: GameState): void {
    this.#state = state;
    this.#hearKeys(state.phase === "running");
    this.view.render(state);
  }

  #hearKeys(hear: boolean): void {
    if (hear) this.#stopKeys ??= listenToKeys(this.#codes, this.#sink(), this.step.pace);
    else {
      this.#stopKeys?.();
      this.#stopKeys = null;
    }
  }

  /** Buttons on the screen can be touched at any time, but inputs count in an episode only. */
  #sink(): InputSink {
    const view = this.step.id;
    return {
      input: (code, down, timeStamp) => {
        if (this.#state.phase !== "running") return;
        this.client.post({ type: "input", view, agent: this.#agent, code, down, timeStamp });
      },
      release: (timeStamp) => this.client.post({ type: "release", view, timeStamp }),
    };
  }
}
