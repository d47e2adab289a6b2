/** The wait for the worker. */

import type { ClientState, Failed, GameClient } from "../game-client";
import { untilSaid, watch } from "../observable";

/**
 * Resolves when the worker's boot is over.
 *
 * @param show told of how it goes
 * @returns what failed; null: nothing
 */
export function booted(
  { state: states }: Pick<GameClient, "state">,
  show: (boot: Extract<ClientState, { kind: "booting" }>) => void,
): Promise<Failed | null> {
  return untilSaid<Failed | null>((resolve) =>
    watch(states, (state) => {
      if (state.kind === "booting") show(state);
      else if (state.kind === "ready") resolve(null);
      else if (state.kind === "failed") resolve(state);
    }),
  );
}
