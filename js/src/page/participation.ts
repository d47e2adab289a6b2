/** The line between reading and taking part: before it nothing is stored or sent. */

import type { GameClient } from "./game-client";
import type { Recorder } from "./record/recorder";

export interface Participation {
  /** Consent was given, or none is needed: everything is kept from now on, what came before too. */
  begin(): Promise<void>;
  /** Consent was declined: everything is forgotten. */
  decline(): void;
  /** After it was declined there is nothing to record any more. */
  readonly declined: boolean;
}

export interface ParticipationOptions {
  recorder: Pick<Recorder, "begin" | "discard">;
  /** Null in a study without a game. */
  client: Pick<GameClient, "identify" | "close"> | null;
  /** Makes the site work offline; it stores files in the browser, so it too waits for consent. */
  goOffline: () => void;
}

export function participation(options: ParticipationOptions): Participation {
  const { recorder, client, goOffline } = options;
  let begun: Promise<void> | null = null;
  let declined = false;

  async function begin(): Promise<void> {
    const { identity, seed } = await recorder.begin();
    client?.identify(identity, seed);
    goOffline();
  }

  return {
    begin: () => {
      begun ??= begin();
      return begun;
    },
    get declined() {
      return declined;
    },
    decline: () => {
      declined = true;
      client?.close();
      recorder.discard();
    },
  };
}
