/** What stands on the page of a game step: made together, since each part knows some of the others. */

import { systemTimer } from "../../shared/timer";
import type { GameClient } from "../game-client";
import type { StepContext, StepOf } from "./context";
import { Beside } from "./game-beside";
import type { OwnButton } from "./game-controls";
import { GameInputs } from "./game-inputs";
import { GameUi } from "./game-ui";
import { GameView } from "./game-view";
import { IdleWatch } from "./idle";

/** What of a session they tell and ask. */
export interface PartsOptions {
  step: StepOf<"game">;
  context: Pick<StepContext, "strings" | "manifest" | "recorder">;
  client: Pick<GameClient, "root" | "post">;
  /** From 0: the one that is played first. */
  episode: number;
  /** The button on the card, or in its place. */
  onPress: (timeStamp: number) => void;
  /** The player has done nothing for long. */
  onIdle: () => void;
  /** Whether one of the page's own buttons does anything now. */
  may: (name: OwnButton) => boolean;
  act: (name: OwnButton, rate: number | null) => void;
  isRunning: () => boolean;
}

export class GameParts {
  readonly idle: IdleWatch;
  readonly inputs: GameInputs;
  readonly beside: Beside;
  readonly ui: GameUi;
  readonly view: GameView;

  constructor({ step, context, client, episode, ...session }: PartsOptions) {
    const { strings, manifest, recorder } = context;
    const { language, assets } = manifest;
    const { root } = client;
    this.idle = new IdleWatch(step.rules.idle?.after ?? null, systemTimer, session.onIdle);
    this.inputs = new GameInputs({
      step,
      idle: this.idle,
      picture: () => this.view.picture,
      recorder,
      taken: () => this.beside.taken,
      strings: strings.game,
      post: (message) => client.post(message),
      onNamed: () => this.view.nameKeys(),
    });
    this.beside = new Beside({
      step,
      manifest,
      root,
      strings: strings.game,
      inputs: this.inputs,
      post: (message) => client.post(message),
      may: session.may,
      act: session.act,
      stir: () => this.idle.stir(),
      onDone: () => session.isRunning() && this.view.focusGame(),
    });
    this.ui = new GameUi({
      assets,
      root,
      language,
      strings: strings.game,
      widgets: this.beside.widgets,
      declared: step.around ?? [],
      words: step.words ?? {},
    });
    this.view = new GameView({
      step,
      strings,
      language,
      episode,
      ui: this.ui,
      inputs: this.inputs,
      onPress: session.onPress,
      onKeys: () => void this.inputs.choose(),
      beside: this.beside,
    });
  }
}
