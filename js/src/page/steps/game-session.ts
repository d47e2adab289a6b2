/** One participant at one game step: its attempts, and what page and worker tell each other of them. */

import type { OnErrorStep } from "../../generated/contract";
import { shownAgents } from "../../shared/agents";
import type {
  EpisodeReadyMessage,
  NotReplayedMessage,
  ProbeMessage,
  ViewMessage,
} from "../../shared/protocol";
import { failureRecord } from "../failure";
import type { ClientState, Failed, GameClient } from "../game-client";
import { compareClocks } from "../game-records";
import { Observable, untilSaid, watch } from "../observable";
import { timing } from "../strings/makers";
import type { StepContext, StepOf } from "./context";
import { EpisodeControl } from "./episode-control";
import { askProbes } from "./game-between";
import { noteOf } from "./game-notes";
import { GameParts } from "./game-parts";
import { prepare } from "./game-prepare";
import { type Progress, tellResults } from "./game-progress";
import { Recovery } from "./game-recovery";
import { afterMessage, type GameState, lastOf } from "./game-state";
import type { GameView } from "./game-view";
import { watchOver } from "./patience";
import { TimingPanel } from "./timing-panel";

/** Over all attempts. */
export class GameSession {
  readonly #agents: readonly [string, ...string[]];
  readonly #parts: GameParts;
  readonly #recovery: Recovery;
  readonly #control: EpisodeControl;
  /** Null: nobody wants to see how the game keeps time. */
  readonly #timing: TimingPanel | null;
  readonly #state = new Observable<GameState>({ phase: "preparing" });
  #attempt = 0;
  /** It is over, since its episode was interrupted and neither goes on nor begins again. */
  isInterrupted = false;
  /** Null: the worker draws it, if there are any. */
  #seedList: number | null = null;
  #onPress = () => {};
  /** What an episode waits for, or waited for last. */
  #asked = Promise.resolve();
  /** Told where that cannot be shown. */
  #onNotAsked: (error: unknown) => void = () => {};

  constructor(
    private readonly step: StepOf<"game">,
    private readonly context: StepContext & { progress: Progress; ask: () => Promise<void> },
    private readonly client: GameClient,
  ) {
    this.#agents = shownAgents(step);
    this.#recovery = new Recovery(step.rules.on_error);
    this.#control = new EpisodeControl({
      step,
      state: this.#state,
      progress: context.progress,
      attempt: () => this.#attempt,
      post: (message) => client.post(message),
    });
    this.#parts = new GameParts({
      step,
      context,
      client,
      episode: context.progress.now.episode,
      onPress: (timeStamp) => this.#press(timeStamp),
      onIdle: () => this.#control.whenIdle(),
      may: (name) => this.#control.may(name),
      act: (name, rate) => this.#control.act(name, rate),
      isRunning: () => this.#state.get().phase === "running",
    });
    this.#state.subscribe((state) => this.#show(state));
    void this.#parts.inputs.learnLayout();
    this.#timing = context.search.has("debug") ? new TimingPanel(timing) : null;
    if (this.#timing !== null) this.view.element.append(this.#timing.element);
  }

  get view(): GameView {
    return this.#parts.view;
  }

  /**
   * Plays all episodes that are left.
   *
   * @returns what failed on the way; null: nothing.
   * @throws where something cannot be shown that the study asks in the place of the game
   */
  async play(): Promise<Failed | null> {
    this.#showBoot(this.client.state.get());
    const failure = await this.#parts.inputs.equip(this.client.root);
    if (failure !== null) return failure;
    const upcoming = await this.context.recorder.upcomingAttempt(this.step.id);
    this.#seedList = await this.context.guide.seedList(this.step.rules.seed_lists);
    this.#parts.inputs.begin();
    const stopWatching = this.#control.watchPage();
    const ended = await this.#rounds(upcoming).finally(() => {
      stopWatching();
      this.#control.endCountdown();
      this.client.unwatch();
    });
    if (ended === null) await this.#asked;
    return ended;
  }

  /** Shows a failure with the study's way on, and resolves with it when the participant goes it. */
  async recover(failure: Failed): Promise<OnErrorStep> {
    const { progress, recorder } = this.context;
    const place = { step: this.step.id, attempt: this.#attempt, episode: progress.now.episode };
    const way = this.#recovery.noted(failure, place, recorder);
    progress.failed();
    this.#state.set({ phase: "failed", message: failure.message, detail: failure.detail, way });
    await this.pressed();
    return way;
  }

  /** The next press of the card's button, when it is not the start of an episode. */
  pressed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPress = resolve;
    });
  }

  /** @param attempt begins when the worker is ready */
  async #rounds(attempt: number): Promise<Failed | null> {
    let begun: Promise<unknown> = Promise.resolve();
    const begin = () => {
      this.#attempt = attempt;
      this.#state.set({ phase: "preparing" });
      begun = this.context.recorder.nextAttempt(this.step.id);
    };
    const ended = await untilSaid<Failed | null>((resolve, reject) => {
      this.#onNotAsked = reject;
      const stopMessages = this.client.listen(this.step.id, (message) => {
        this.#hear(message);
        if (message.type === "game_end" || this.isInterrupted) resolve(null);
      });
      const stopState = watch(this.client.state, (state) => {
        this.#showBoot(state);
        if (state.kind === "ready") begin();
        else if (state.kind === "failed") resolve(state);
        else if (state.kind === "closed") this.#leave();
      });
      // A worker that still boots goes on with it at once.
      this.#prepare(attempt);
      return () => {
        stopMessages();
        stopState();
      };
    });
    await begun;
    return ended;
  }

  /** They have withdrawn, or their time is up: the keys are the page's again that they end on. */
  #leave(): void {
    this.#control.endCountdown();
    this.#state.set({ phase: "left" });
  }

  #showBoot(boot: ClientState): void {
    if (boot.kind === "booting") this.#state.set({ phase: "booting", boot });
  }

  #prepare(attempt = this.#attempt): void {
    this.#parts.ui.restart();
    this.#parts.beside.controls.restart();
    prepare(this.client, this.view, {
      step: this.step,
      attempt,
      ...this.context.progress.next(attempt),
      seedList: this.#seedList,
      levels: this.context.facts.stored.conditions,
      debug: this.#timing !== null,
    });
  }

  #hear(message: ViewMessage): void {
    if (message.type === "ui") this.#parts.ui.apply(message.calls);
    else if (message.type === "timing") this.#timing?.show(message);
    else if (message.type === "episode_ready") this.#ready(message);
    else if (message.type === "not_replayed") this.#prepareAnew(message);
    else if (message.type === "probe") this.#orTell(this.#probe(message));
    else this.#follow(message);
  }

  #ready(message: EpisodeReadyMessage): void {
    const { progress, recorder } = this.context;
    progress.shown(message.episode, this.#attempt);
    // User Timing: shows in the browser's developer tools, and is what benchmarks wait for.
    performance.mark("gymbrowser:episode-ready");
    void compareClocks(this.client, recorder);
    if (progress.now.asks === null) this.#follow(message);
    else this.#orTell(this.#askFirst(message));
  }

  /** The episode that a reload has interrupted cannot be brought back. */
  #prepareAnew({ why }: NotReplayedMessage): void {
    const { progress, recorder, strings } = this.context;
    const { episode, running, interruptions: failures } = progress.now;
    const attempt = running ?? this.#attempt;
    const way = progress.notReplayed();
    const place = { step: this.step.id, attempt, episode };
    void recorder.record(
      { type: "recovery", ...place, cause: "reload", way, failures, why },
      { durable: true },
    );
    this.isInterrupted = way === "interrupted";
    if (this.isInterrupted) return;
    this.view.element.prepend(noteOf(strings.game.restarted));
    this.#prepare();
  }

  #follow(message: ViewMessage): void {
    const { progress } = this.context;
    if (message.type === "status" || message.type === "probe") progress.stands(message.played);
    if (message.type === "game_end") progress.over();
    if (message.type === "episode_end") {
      // What fails from now on is the next episode; and no pause is left to count down from.
      progress.ended(message);
      tellResults(progress, this.context);
      this.#control.endCountdown();
    }
    this.#state.set(afterMessage(this.#state.get(), message, this.#agents));
  }

  /** Before the next episode, which is ready, the study asks something in its place. */
  async #askFirst(ready: ViewMessage): Promise<void> {
    await this.#asked;
    this.#state.set({ phase: "asking", last: lastOf(this.#state.get()) });
    await this.context.ask();
    this.context.screen.show(this.view.element);
    if (this.#state.get().phase === "asking") this.#follow(ready); // else it has failed meanwhile
  }

  /** The episode waits in the middle, and the study asks something in its place. */
  async #probe(message: ProbeMessage): Promise<void> {
    const before = this.#control.interrupt();
    this.#follow(message);
    this.#asked = askProbes(this.step, message, this.#attempt, this.context);
    await this.#asked;
    this.context.progress.probed(message.probes);
    this.context.screen.show(this.view.element);
    this.#control.goOn(before);
  }

  /** What cannot be asked ends the game: there is no way on from here. */
  #orTell(asking: Promise<void>): void {
    asking.catch((error: unknown) => {
      void this.context.recorder.record(failureRecord("page", error));
      this.#onNotAsked(error);
    });
  }

  #press(timeStamp: number): void {
    if (this.#control.may("start")) this.#parts.beside.use("start", null, timeStamp);
    else this.#onPress();
  }

  #show(state: GameState): void {
    const running = state.phase === "running";
    this.#parts.inputs.hear(running);
    this.#parts.idle.watch(running);
    this.#parts.beside.follow(state);
    if (!this.#control.mayPause) this.#parts.beside.controls.hidePause();
    watchOver(this.client, this.step.id, state.phase, {
      hangAfterS: this.step.rules.on_error.hang_after,
      isDebugged: this.#timing !== null && this.context.manifest.mode === "dev",
    });
    this.view.render(state);
  }
}
