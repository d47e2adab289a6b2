/** One participant at one game step: what they see and do, and what the worker is told of it. */

import type { OnErrorStep } from "../../generated/contract";
import { shownAgents } from "../../shared/agents";
import type {
  EpisodeReadyMessage,
  NotReplayedMessage,
  ProbeMessage,
  StopMessage,
} from "../../shared/protocol";
import { systemTimer } from "../../shared/timer";
import type { ClientState, Failed, GameClient, ViewMessage } from "../game-client";
import { compareClocks } from "../game-records";
import { untilSaid, watch } from "../observable";
import { timing } from "../strings/makers";
import type { StepContext, StepOf } from "./context";
import { Countdown } from "./countdown";
import { askProbes } from "./game-between";
import type { OwnButton } from "./game-controls";
import { noteOf } from "./game-notes";
import { GameParts } from "./game-parts";
import { GamePauses, type PauseReason } from "./game-pauses";
import { prepare } from "./game-prepare";
import { type Progress, tellResults } from "./game-progress";
import { Recovery } from "./game-recovery";
import { afterMessage, beginning, type GameState, lastOf } from "./game-state";
import type { GameView } from "./game-view";
import { watchOver } from "./patience";
import { TimingPanel } from "./timing-panel";
import { watchVisibility } from "./visibility";

/** Over all attempts. */
export class GameSession {
  readonly #agents: readonly [string, ...string[]];
  readonly #parts: GameParts;
  readonly #recovery: Recovery;
  readonly #pauses: GamePauses;
  readonly #countdown: Countdown;
  /** Null: nobody wants to see how the game keeps time. */
  readonly #timing: TimingPanel | null;
  #state: GameState = { phase: "preparing" };
  #attempt = 0;
  /** It is over, since its episode was interrupted and neither goes on nor begins again. */
  isInterrupted = false;
  /** Null: the worker draws it, if there are any. */
  #seedList: number | null = null;
  /** What a countdown began with. */
  #backTo: GameState = { phase: "preparing" };
  #onPress = () => {};
  /** What an episode waits for, or waited for last. */
  #asked = Promise.resolve();

  constructor(
    private readonly step: StepOf<"game">,
    private readonly context: StepContext & { progress: Progress; ask: () => Promise<void> },
    private readonly client: GameClient,
  ) {
    const { rules } = step;
    this.#agents = shownAgents(step);
    this.#recovery = new Recovery(rules.on_error);
    this.#pauses = new GamePauses(step, context.progress.now.pauses);
    this.#countdown = new Countdown(rules.countdown, systemTimer);
    this.#parts = new GameParts({
      step,
      context,
      client,
      onPress: (timeStamp) => this.#press(timeStamp),
      onIdle: () => this.#whenIdle(),
      may: (name) => this.#may(name),
      act: (name, rate) => this.#act(name, rate),
      isRunning: () => this.#state.phase === "running",
    });
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
   */
  async play(): Promise<Failed | null> {
    this.#showBoot(this.client.state.get());
    const failure = await this.#parts.inputs.equip(this.client.root);
    if (failure !== null) return failure;
    const upcoming = await this.context.recorder.upcomingAttempt(this.step.id);
    this.#seedList = await this.context.guide.seedList(this.step.rules.seed_lists);
    this.#parts.inputs.begin();
    const stopHidden = watchVisibility({
      onHidden: () => this.#whenHidden(),
      onShown: () => this.#whenShown(),
    });
    const ended = await this.#rounds(upcoming);
    stopHidden();
    this.#countdown.cancel();
    this.client.unwatch();
    if (ended === null) await this.#asked;
    return ended;
  }

  /** Shows a failure with the study's way on, and resolves with it when the participant goes it. */
  async recover(failure: Failed): Promise<OnErrorStep> {
    const { progress, recorder } = this.context;
    const place = { step: this.step.id, attempt: this.#attempt, episode: progress.now.episode };
    const way = this.#recovery.noted(failure, place, recorder);
    progress.failed();
    this.#set({ phase: "failed", message: failure.message, detail: failure.detail, way });
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
      this.#set({ phase: "preparing" });
      begun = this.context.recorder.nextAttempt(this.step.id);
    };
    const ended = await untilSaid<Failed | null>((resolve) => {
      const stopMessages = this.client.listen(this.step.id, (message) => {
        this.#hear(message);
        if (message.type === "game_end" || this.isInterrupted) resolve(null);
      });
      const stopState = watch(this.client.state, (state) => {
        this.#showBoot(state);
        if (state.kind === "ready") begin();
        else if (state.kind === "failed") resolve(state);
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

  #showBoot(boot: ClientState): void {
    if (boot.kind === "booting") this.#set({ phase: "booting", boot });
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
    else if (message.type === "probe") void this.#probe(message);
    else this.#follow(message);
  }

  #ready(message: EpisodeReadyMessage): void {
    const { progress, recorder } = this.context;
    progress.shown(message.episode, this.#attempt);
    // User Timing: shows in the browser's developer tools, and is what benchmarks wait for.
    performance.mark("gymbrowser:episode-ready");
    void compareClocks(this.client, recorder);
    if (progress.now.asks === null) this.#follow(message);
    else void this.#askFirst(message);
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
      this.#countdown.cancel();
    }
    this.#set(afterMessage(this.#state, message, this.#agents));
  }

  /** Before the next episode, which is ready, the study asks something in its place. */
  async #askFirst(ready: ViewMessage): Promise<void> {
    await this.#asked;
    this.#set({ phase: "asking", last: lastOf(this.#state) });
    await this.context.ask();
    this.context.screen.show(this.view.element);
    if (this.#state.phase === "asking") this.#follow(ready); // else it has failed meanwhile
  }

  /** The episode waits in the middle, and the study asks something in its place. */
  async #probe(message: ProbeMessage): Promise<void> {
    const before = this.#state.phase === "counting" ? this.#backTo : this.#state;
    this.#countdown.cancel();
    this.#follow(message);
    this.#asked = askProbes(this.step, message, this.#attempt, this.context);
    await this.#asked;
    this.context.progress.probed(message.probes);
    this.context.screen.show(this.view.element);
    if (this.#state.phase !== "probing") return; // it has failed or ended meanwhile
    // Whoever had paused at the same moment still goes on by themselves.
    const why = before.phase === "paused" ? before.why : "probe";
    this.#set({ phase: "paused", now: this.#state.now, why });
    if (why === "probe") this.#begin();
    else this.#hold("probe", false);
  }

  #press(timeStamp: number): void {
    if (this.#may("start")) this.#parts.beside.use("start", null, timeStamp);
    else this.#onPress();
  }

  #may(name: OwnButton): boolean {
    const { phase } = this.#state;
    if (name === "start") return phase === "waiting" || phase === "paused";
    return phase === "running" && (name !== "pause" || this.#pauses.isLeft);
  }

  #act(name: OwnButton, rate: number | null): void {
    if (name === "start") this.#begin();
    else if (name === "pause") this.#pause("participant");
    else if (name === "reset" || name === "stop") this.#stop(name, name === "stop");
    else if (rate !== null) this.client.post({ type: "rate", view: this.step.id, fps: rate });
  }

  /** Counts down to the first step of an episode, or to the next one after a pause. */
  #begin(): void {
    const from = this.#state;
    const now = beginning(from);
    if (now === null) return;
    const goOn = () => {
      if (from.phase !== "paused") {
        this.context.progress.begun(this.#attempt);
        this.client.post({ type: "start", view: this.step.id });
      } else this.#hold(from.why, false);
      this.#set({ phase: "running", now });
    };
    this.#backTo = from;
    this.#countdown.run((left) => this.#set({ phase: "counting", now, left }), goOn);
  }

  #pause(why: PauseReason): void {
    if (this.#state.phase !== "running" || !this.#pauses.take(why)) return;
    this.context.progress.paused(this.#pauses.taken);
    this.#hold(why, true);
    this.#set({ phase: "paused", now: this.#state.now, why });
  }

  #hold(why: PauseReason, holds: boolean): void {
    this.client.post({ type: "pause", view: this.step.id, why, holds });
  }

  #stop(reason: StopMessage["reason"], game: boolean): void {
    if (this.#state.phase === "running") {
      this.client.post({ type: "stop", view: this.step.id, reason, game });
    }
  }

  #whenIdle(): void {
    const way = this.step.rules.idle?.way;
    if (way === "pause") this.#pause("idle");
    else this.#stop("idle", way === "end_game");
  }

  #whenHidden(): void {
    if (this.#state.phase === "counting") {
      this.#countdown.cancel();
      this.#set(this.#backTo);
    } else this.#pause("hidden");
  }

  #whenShown(): void {
    const state = this.#state;
    if (state.phase === "paused" && this.#pauses.endsWhenShown(state.why)) {
      this.#hold("hidden", false);
      this.#set({ phase: "running", now: state.now });
    }
  }

  #set(state: GameState): void {
    this.#state = state;
    const running = state.phase === "running";
    this.#parts.inputs.hear(running);
    this.#parts.idle.watch(running);
    this.#parts.beside.follow(state);
    if (!this.#pauses.isLeft) this.#parts.beside.controls.hidePause();
    watchOver(this.client, this.step.id, state.phase, {
      hangAfterS: this.step.rules.on_error.hang_after,
      isDebugged: this.#timing !== null && this.context.manifest.mode === "dev",
    });
    this.view.render(state);
  }
}
