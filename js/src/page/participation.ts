/** The line between reading and taking part: before it nothing is stored or sent. */

import type { WithdrawalChoice } from "../generated/contract";
import type { GameClient } from "./game-client";
import type { Recorder } from "./record/recorder";

export interface Participation {
  /** Consent was given, or none is needed: everything is kept from now on, what came before too. */
  begin(): Promise<void>;
  /**
   * Consent was declined, or nobody is asked for it any more: everything is forgotten.
   *
   * @param step The id of the step at which it was.
   * @returns Whether there was something to take back, since consent had been given before a reload
   *   went back to it.
   */
  decline(step: string): Promise<boolean>;
  /** The participant stops, whatever step is shown; see `Recorder.withdraw`. */
  withdraw(choice: WithdrawalChoice, step: string): Promise<void>;
  /** There is nothing to record any more. */
  readonly over: boolean;
}

export interface ParticipationOptions {
  recorder: Pick<Recorder, "begin" | "discard" | "resumed" | "withdraw">;
  /** Null in a study without a game. */
  client: Pick<GameClient, "identify" | "close"> | null;
  /** Makes the site work offline; it stores files in the browser, so it too waits for consent. */
  goOffline: () => void;
  /** From here on there is something to withdraw from. */
  onBegun: () => void;
  /** From here on there is nothing to take part in: no button, and no time that runs out. */
  onOver: () => void;
}

export function participation(options: ParticipationOptions): Participation {
  const { recorder, client, goOffline, onBegun, onOver } = options;
  let begun: Promise<void> | null = null;
  let over = false;

  async function begin(): Promise<void> {
    const { identity, seed } = await recorder.begin();
    client?.identify(identity, seed);
    goOffline();
    onBegun();
  }

  function end(): void {
    over = true;
    onOver();
  }

  async function withdraw(choice: WithdrawalChoice, step: string): Promise<void> {
    end();
    await recorder.withdraw(choice, step, () => client?.close());
  }

  return {
    begin: () => {
      begun ??= begin();
      return begun;
    },
    get over() {
      return over;
    },
    withdraw,
    decline: async (step) => {
      const hasBegun = begun !== null || recorder.resumed !== null;
      if (hasBegun) await withdraw("delete", step);
      else end();
      client?.close();
      recorder.discard();
      return hasBegun;
    },
  };
}
