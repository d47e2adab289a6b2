/** One participant at one game step: what they see and do, and what the worker is told of it. */

import type { OnErrorStep } from "../../generated/contract";
import { shownAgents } from "../../shared/agents";
import type { Played, StopMessage } from "../../shared/protocol";
import { systemTimer } from "../../shared/timer";
import type { Scoring } from "../flow/scoring";
import type { Failed, GameClient, ViewMessage } from "../game-client";
import { untilSaid, watch } from "../observable";
import type { StepContext, StepOf } from "./context";
import { Countdown } from "./countdown";
import { Beside } from "./game-beside";
import { booted } from "./game-boot";
import type { OwnButton } from "./game-controls";
import { GameInputs } from "./game-inputs";
import { GamePauses, type PauseReason } from "./game-pauses";
import { Recovery } from "./game-recovery";
import { afterMessage, beginning, type GameState } from "./game-state";
import { GameUi } from "./game-ui";
import { GameView } from "./game-view";
import { IdleWatch } from "./idle";
import { watchOver } from "./patience";
import { seedListOf } from "./seed-list";
import { TimingPanel } from "./timing-panel";
import { watchVisibility } from "./visibility";

/** Over all attempts. */
export class GameSession {
  readonly view: GameView;
  readonly #ui: GameUi;
  readonly #agents: readonly [string, ...string[]];
  readonly #inputs: GameInputs;
  readonly #recovery: Recovery;
  readonly #pauses: GamePauses;
  readonly #countdown: Countdown;
  readonly #idle: IdleWatch;
  readonly #beside: Beside;
  /** Null: nobody wants to see how the game keeps time. */
  readonly #timing: TimingPanel | null;
  #state: GameState = { phase: "preparing" };
  #attempt = 0;
  /** The one that is played, or that is to be. */
  #episode = 0;
  #played: Played = { steps: 0, seconds: 0, score: 0 };
  /** What a countdown began with. */
  #backTo: GameState = { phase: "preparing" };
  #onPress = () => {};

  constructor(
    private readonly step: StepOf<"game">,
    private readonly context: StepContext & { scoring: Pick<Scoring, "ended"> },
    private readonly client: GameClient,
  ) {
    const { rules } = step;
    this.#agents = shownAgents(step);
    this.#recovery = new Recovery(rules.on_error);
    this.#pauses = new GamePauses(step);
    this.#countdown = new Countdown(rules.countdown, systemTimer);
    this.#idle = new IdleWatch(rules.idle?.after ?? null, systemTimer, () => this.#whenIdle());
    const { strings, manifest } = context;
    const { language, assets } = manifest;
    this.#inputs = new GameInputs({
      step,
      idle: this.#idle,
      picture: () => this.view.picture,
      recorder: context.recorder,
      taken: () => this.#beside.taken,
      strings: context.strings.game,
      post: (message) => this.client.post(message),
      onNamed: () => this.view.nameKeys(),
    });
    this.#beside = new Beside({
      step,
      manifest,
      root: client.root,
      strings: strings.game,
      inputs: this.#inputs,
      post: (message) => this.client.post(message),
      may: (name) => this.#may(name),
      act: (name, rate) => this.#act(name, rate),
      stir: () => this.#idle.stir(),
      onDone: () => this.#state.phase === "running" && this.view.focusGame(),
    });
    this.#ui = new GameUi({
      assets,
      root: client.root,
      language,
      strings: strings.game,
      widgets: this.#beside.widgets,
      declared: step.around ?? [],
    });
    this.view = new GameView({
      step,
      strings,
      language,
      ui: this.#ui,
      inputs: this.#inputs,
      onPress: (timeStamp) => this.#press(timeStamp),
      onKeys: () => void this.#inputs.choose(),
      beside: this.#beside,
    });
    void this.#inputs.learnLayout();
    this.#timing = context.search.has("debug") ? new TimingPanel(strings.timing) : null;
    if (this.#timing !== null) this.view.element.append(this.#timing.element);
  }

  /**
   * Plays all episodes that are left.
   *
   * @returns what failed on the way; null: nothing.
   */
  async play(): Promise<Failed | null> {
    const boot = await booted(this.client, (now) => this.#set({ phase: "booting", boot: now }));
    const failure = boot ?? (await this.#inputs.equip(this.client.root));
    if (failure !== null) return failure;
    this.#attempt = await this.context.recorder.nextAttempt(this.step.id);
    this.#inputs.begin();
    this.#set({ phase: "preparing" });
    const stopHidden = watchVisibility({
      onHidden: () => this.#whenHidden(),
      onShown: () => this.#whenShown(),
    });
    const ended = await this.#rounds();
    stopHidden();
    this.#countdown.cancel();
    this.client.unwatch();
    return ended;
  }

  /** Shows a failure with the study's way on, and resolves with it when the participant goes it. */
  async recover(failure: Failed): Promise<OnErrorStep> {
    const way = this.#recovery.after(failure);
    const { message, detail, cause } = failure;
    if (cause !== "load") {
      const place = { step: this.step.id, attempt: this.#attempt, episode: this.#episode };
      const { failures } = this.#recovery;
      void this.context.recorder.record({ type: "recovery", ...place, cause, way, failures });
    }
    this.#set({ phase: "failed", message, detail, way });
    await this.pressed();
    return way;
  }

  /** The next press of the card's button, when it is not the start of an episode. */
  pressed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPress = resolve;
    });
  }

  #rounds(): Promise<Failed | null> {
    return untilSaid<Failed | null>((resolve) => {
      const stopMessages = this.client.listen(this.step.id, (message) => {
        this.#hear(message);
        if (message.type === "game_end") resolve(null);
      });
      const stopState = watch(this.client.state, (state) => {
        if (state.kind === "failed") resolve(state);
      });
      this.#prepare();
      return () => {
        stopMessages();
        stopState();
      };
    });
  }

  #prepare(): void {
    const view = this.step.id;
    this.#ui.restart();
    this.#beside.controls.restart();
    const canvas = this.view.handOverCanvas();
    this.client.post({ type: "canvas", view, canvas, scale: this.view.scale }, [canvas]);
    this.client.post({
      type: "prepare",
      view,
      step: view,
      attempt: this.#attempt,
      episode: this.#episode,
      seedList: seedListOf(this.step.rules.seed_lists, this.context.search),
      played: this.#played,
      levels: this.context.facts.stored.conditions,
      debug: this.#timing !== null,
    });
  }

  #hear(message: ViewMessage): void {
    if (message.type === "ui") {
      this.#ui.apply(message.calls);
      return;
    }
    if (message.type === "timing") {
      this.#timing?.show(message);
      return;
    }
    if (message.type === "episode_ready") {
      this.#episode = message.episode;
      // User Timing: shows in the browser's developer tools, and is what benchmarks wait for.
      performance.mark("gymbrowser:episode-ready");
      void this.#compareClocks();
    }
    if ("played" in message) this.#played = message.played;
    if (message.type === "episode_end") {
      // What fails from now on is the next episode; and no pause is left to count down from.
      this.#episode = message.episode + 1;
      this.#countdown.cancel();
      this.context.scoring.ended(message.returns[this.#agents[0] ?? ""] ?? 0, message.steps);
    }
    this.#set(afterMessage(this.#state, message, this.#agents));
  }

  /** Before each episode: a computer that slept may have stopped one of them for longer. */
  async #compareClocks(): Promise<void> {
    const clock = await this.client.calibrateClock();
    if (clock !== null) await this.context.recorder.record({ type: "clock", ...clock });
  }

  #press(timeStamp: number): void {
    if (this.#may("start")) this.#beside.use("start", null, timeStamp);
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
    const view = this.step.id;
    const goOn = () => {
      if (from.phase === "paused") {
        this.client.post({ type: "pause", view, why: from.why, holds: false });
      } else this.client.post({ type: "start", view });
      this.#set({ phase: "running", now });
    };
    this.#backTo = from;
    this.#countdown.run((left) => this.#set({ phase: "counting", now, left }), goOn);
  }

  #pause(why: PauseReason): void {
    if (this.#state.phase !== "running" || !this.#pauses.take(why)) return;
    if (!this.#pauses.isLeft) this.#beside.controls.hidePause();
    this.client.post({ type: "pause", view: this.step.id, why, holds: true });
    this.#set({ phase: "paused", now: this.#state.now, why });
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
    const { phase } = this.#state;
    if (phase === "paused" && this.#pauses.endsWhenShown(this.#state.why)) {
      const { now } = this.#state;
      this.client.post({ type: "pause", view: this.step.id, why: "hidden", holds: false });
      this.#set({ phase: "running", now });
    }
  }

  #set(state: GameState): void {
    this.#state = state;
    const running = state.phase === "running";
    this.#inputs.hear(running);
    this.#idle.watch(running);
    this.#beside.follow(state);
    watchOver(this.client, this.step.id, state.phase, {
      hangAfterS: this.step.rules.on_error.hang_after,
      isDebugged: this.#timing !== null && this.context.manifest.mode === "dev",
    });
    this.view.render(state);
  }
}
