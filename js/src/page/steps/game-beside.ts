/** What stands beside a game: the page's own buttons, the study's widgets, and the keys of both. */

import type { GameStep, Manifest } from "../../generated/contract";
import type { SignalMessage } from "../../shared/protocol";
import type { Strings } from "../strings";
import { GameControls, type OwnButton } from "./game-controls";
import type { GameInputs } from "./game-inputs";
import type { GameState } from "./game-state";
import { SideKeys } from "./inputs/side-keys";
import { Widgets } from "./widgets";
import type { Signal } from "./widgets/widget";

export interface BesideOptions {
  step: Pick<GameStep, "id" | "rules" | "fps">;
  manifest: Pick<Manifest, "assets" | "language">;
  /** Absolute address of the site's files. */
  root: string;
  strings: Strings["game"];
  inputs: Pick<GameInputs, "nameKey" | "binds">;
  post: (message: SignalMessage) => void;
  /** Whether one of the page's own buttons does anything now. */
  may: (name: OwnButton) => boolean;
  /** Does it. @param rate as in `ControlsOptions` */
  act: (name: OwnButton, rate: number | null) => void;
  /** The participant has done something. */
  stir: () => void;
  /** The game may have the focus again. */
  onDone: () => void;
}

/** While nothing of the game is there, nobody would hear of a press. */
const absent: readonly GameState["phase"][] = [
  "booting",
  "preparing",
  "asking",
  "probing",
  "finished",
  "failed",
  "left",
];

export class Beside {
  readonly controls: GameControls;
  readonly widgets: Widgets;
  readonly #keys = new SideKeys((code, timeStamp) => this.#press(code, timeStamp));

  constructor(private readonly options: BesideOptions) {
    const { step, manifest, root, strings, inputs, onDone } = options;
    this.controls = new GameControls({
      allow: step.rules.allow,
      fps: step.fps,
      strings,
      nameKey: inputs.nameKey,
      onUse: (name, rate, timeStamp) => this.use(name, rate, timeStamp),
    });
    this.widgets = new Widgets({
      images: manifest.assets.images,
      language: manifest.language,
      root,
      strings: strings.widgets,
      nameKey: inputs.nameKey,
      onSignal: (signal, timeStamp) => this.#signal(signal, timeStamp),
      onKeys: () => this.#bind(),
      done: onDone,
    });
    this.#bind();
  }

  /** Keys that nobody can choose for something else. */
  get taken(): ReadonlySet<string> {
    return new Set([...this.controls.keys.keys(), ...this.widgets.keys.keys()]);
  }

  nameKeys(): void {
    this.controls.nameKeys();
    this.widgets.nameKeys();
  }

  follow({ phase }: GameState): void {
    const isThere = !absent.includes(phase);
    this.widgets.enable(isThere);
    this.#keys.hear(isThere);
  }

  /** One of the page's own buttons was pressed: first that is recorded, then it is done. */
  use(name: OwnButton, rate: number | null, timeStamp: number): void {
    if (!this.options.may(name)) return;
    this.#signal({ kind: "button", name, value: rate }, timeStamp);
    if (rate !== null) this.controls.show(rate);
    this.options.act(name, rate);
  }

  #signal(signal: Signal, timeStamp: number): void {
    const { step, post, stir } = this.options;
    stir();
    post({ type: "signal", view: step.id, ...signal, timeStamp });
  }

  #press(code: string, timeStamp: number): void {
    const own = this.controls.keys.get(code);
    if (own !== undefined) this.controls.press(own, timeStamp);
    else this.widgets.press(this.widgets.keys.get(code) ?? "", timeStamp);
  }

  /** The build has seen to the keys that exp.yml declares; what Python binds is only known here. */
  #bind(): void {
    const { inputs } = this.options;
    const own = this.controls.keys;
    for (const [code, name] of this.widgets.keys) {
      if (inputs.binds(code) || own.has(code)) {
        console.error(`The key ${code} of the widget "${name}" does something else already.`);
      }
    }
    this.#keys.bind([...this.taken].filter((code) => own.has(code) || !inputs.binds(code)));
  }
}
