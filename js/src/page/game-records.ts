/** The page's records about the game worker: its boots, its failures, its clock. */

import type { ClientState, Failed, GameClient } from "./game-client";
import { watch } from "./observable";
import type { PageRecord, Recorder } from "./record/recorder";

/**
 * Records every boot, failure and clock offset of the worker, those before not excepted.
 *
 * @param note records without being waited for.
 */
export function recordWorker(client: GameClient, note: (record: PageRecord) => void): void {
  watch(client.state, (state) => {
    for (const record of recordsOf(state)) note(record);
    if (state.kind !== "ready") return;
    client.calibrateClock().then((clock) => {
      if (clock !== null) note({ type: "clock", ...clock });
    });
  });
}

/** Before each episode: a computer that slept may have stopped one of the clocks for longer. */
export async function compareClocks(
  client: Pick<GameClient, "calibrateClock">,
  recorder: Pick<Recorder, "record">,
): Promise<void> {
  const clock = await client.calibrateClock();
  if (clock !== null) await recorder.record({ type: "clock", ...clock });
}

/** What is to be recorded of a new state of the worker. */
export function recordsOf(state: ClientState): PageRecord[] {
  switch (state.kind) {
    case "ready":
      return [{ ...bootRecord, ready: true, stages: state.stages, way: state.way, why: state.why }];
    case "failed":
      return [...failedBoot(state), failure(state)];
    default:
      return [];
  }
}

const bootRecord = { type: "boot", stages: {}, way: null, why: null, message: null } as const;

function failedBoot({ view, message }: Failed): PageRecord[] {
  return view === null ? [{ ...bootRecord, ready: false, message }] : [];
}

function failure({ view, message, detail }: Failed): PageRecord {
  return { type: "error", where: view === null ? "boot" : `game ${view}`, message, detail };
}
