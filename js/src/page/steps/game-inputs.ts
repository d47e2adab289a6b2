/** What the people at one game do with their devices, and what the worker is told of it. */

import type { Controls, GameStep } from "../../generated/contract";
import type { Input, ToWorker } from "../../shared/protocol";
import type { Failed } from "../game-client";
import { deviceNames } from "../input-names";
import type { Recorder } from "../record/recorder";
import type { Strings } from "../strings";
import type { IdleWatch } from "./idle";
import { listenToDevices } from "./inputs";
import type { ButtonInput, ButtonSink } from "./inputs/buttons";
import { type ChosenKeys, KeyChoice } from "./inputs/chosen-keys";
import { loadJoystick, ScreenJoystick, touchDevice } from "./inputs/joystick";
import {
  type KeyLayout,
  type KeyName,
  type NameInput,
  nameInputs,
  nameOfKey,
  readLayout,
} from "./inputs/key-names";
import { type Needs, needsOf } from "./inputs/needs";
import { askForKeys } from "./inputs/remap";

export interface GameInputsOptions {
  step: Pick<GameStep, "id" | "controls" | "pace">;
  /** Where the pointer is heard. */
  picture: () => HTMLElement;
  idle: Pick<IdleWatch, "hear" | "releaseAll">;
  recorder: Pick<Recorder, "chosenKeys" | "chooseKeys">;
  /** Keys that do something beside the game. */
  taken: () => ReadonlySet<string>;
  strings: Strings["game"];
  post: (message: ToWorker) => void;
  /** Other keys are pressed now, or their names are known better. */
  onNamed: () => void;
}

export class GameInputs {
  /** For buttons on the screen: they can be touched at any time, but count in an episode only. */
  readonly sink: ButtonSink;
  /** Null: the game needs none. */
  readonly joystick: ScreenJoystick | null;
  readonly #needs: Needs;
  #chosen: ChosenKeys = {};
  /** Null: not known. */
  #layout: KeyLayout | null = null;
  /** The codes of the buttons on the screen on which a finger lies. */
  readonly #touched = new Set<string>();
  #isHearing = false;
  #stop = () => {};

  constructor(private readonly options: GameInputsOptions) {
    this.#needs = needsOf(options.step);
    this.joystick = this.#needs.joystick ? new ScreenJoystick(options.strings.joystick) : null;
    this.sink = { input: (input, timeStamp) => this.#touch(input, timeStamp) };
  }

  get nameOf(): NameInput {
    return nameInputs(this.#choice, this.#layout, this.options.strings.inputs);
  }

  /** Names a key beside the game, which nobody can choose another one for. */
  readonly nameKey = (code: string): KeyName =>
    nameOfKey(code, this.#layout, this.options.strings.inputs);

  /** Whether a key does something in the game. */
  binds(pressed: string): boolean {
    return [...this.#needs.codes.keys()].some((code) => this.#choice.pressed(code) === pressed);
  }

  get #choice(): KeyChoice {
    return new KeyChoice(this.#needs.codes, this.#chosen, this.options.taken());
  }

  /** Those who may choose other keys. */
  get choosers(): Record<string, Controls> {
    const { controls } = this.options.step;
    return Object.fromEntries(Object.entries(controls).filter(([, { remap }]) => remap));
  }

  /** The session has begun: it may have keys of the participant's choice. */
  begin(): void {
    this.#chosen = this.options.recorder.chosenKeys;
    this.#nameAnew();
  }

  /**
   * Gets what this device needs before a game can begin.
   *
   * @param root absolute address of the site's files
   * @returns what failed on the way; null: nothing
   */
  async equip(root: string): Promise<Failed | null> {
    if (!this.isTouched) return null;
    try {
      await this.joystick?.make(() => loadJoystick(root));
      return null;
    } catch (error) {
      const message = this.options.strings.workerLost;
      return { kind: "failed", view: null, message, detail: String(error), cause: "load" };
    }
  }

  /** What the game is played with beside keys, in words. */
  get devices(): string[] {
    return deviceNames(this.#needs, this.isTouched, this.options.strings.inputs);
  }

  /** Whether this is a device without keys and mouse. */
  get isTouched(): boolean {
    return matchMedia(touchDevice).matches;
  }

  async learnLayout(): Promise<void> {
    this.#layout = await readLayout(navigator);
    if (this.#layout !== null) this.#nameAnew();
  }

  #nameAnew(): void {
    // The buttons are made anew: nobody hears a finger leave one that is gone.
    this.#touched.clear();
    this.options.onNamed();
  }

  /** Lets the participant choose other keys. */
  async choose(): Promise<void> {
    const { step, recorder, strings } = this.options;
    const chosen = await askForKeys({
      people: this.choosers,
      needs: this.#needs,
      chosen: this.#chosen,
      taken: this.options.taken(),
      layout: this.#layout,
      strings: strings.remap,
      inputs: strings.inputs,
    });
    if (chosen === null) return;
    await recorder.chooseKeys(step.id, chosen);
    this.begin();
  }

  /** Hears the devices while an episode runs. */
  hear(running: boolean): void {
    if (running === this.#isHearing) return;
    this.#isHearing = running;
    if (!running) {
      this.#stop();
      return;
    }
    const devices = {
      needs: this.#needs,
      chosen: this.#chosen,
      taken: this.options.taken(),
      picture: this.options.picture(),
      joystick: this.joystick,
      counts: this.#counts,
    };
    this.#stop = listenToDevices(devices, {
      input: (input, timeStamp) => this.#tell(input, timeStamp),
      release: (timeStamp) => this.#release(timeStamp),
    });
    this.#tellTouched(performance.now());
  }

  /** In a turn-based game it counts that something is pressed, and not how long. */
  readonly #counts = (code: string): boolean =>
    this.options.step.pace !== "turn_based" && this.#needs.counts(code);

  #touch(input: ButtonInput, timeStamp: number): void {
    if (input.kind === "down") this.#touched.add(input.code);
    else this.#touched.delete(input.code);
    this.#tell(input, timeStamp);
  }

  /**
   * A button does not repeat as a key does: what a finger holds down since before the episode, or
   * since before a pause, is told as it goes on. It counts from then on.
   */
  #tellTouched(now: number): void {
    for (const code of this.#touched) {
      if (this.#counts(code)) this.#tell({ kind: "down", code }, now);
    }
  }

  #tell(input: Input, timeStamp: number): void {
    const { step, idle, post } = this.options;
    const agent = this.#ownerOf(input);
    if (agent === null || !this.#isHearing) return;
    idle.hear(input);
    post({ type: "input", view: step.id, agent, input, timeStamp });
  }

  /** Whose an input is; null: nobody's. */
  #ownerOf(input: Input): string | null {
    const { codes, axes, pointer } = this.#needs;
    if (input.kind === "point") return pointer;
    return (input.kind === "axis" ? axes.get(input.name) : codes.get(input.code)) ?? null;
  }

  #release(timeStamp: number): void {
    this.options.idle.releaseAll();
    this.options.post({ type: "release", view: this.options.step.id, timeStamp });
  }
}
