/**
 * A crowd: many participants of one study at once, in one process of Node.js.
 *
 * Each has the product's own recorder, journal, sealer and uploader, on fake-indexeddb: this proves
 * the uploader and the store, not durability. Reads its task (`Task`) from the standard input; writes
 * lines of JSON: first the `Progress` of every second, at the end the `Result`.
 */

import "fake-indexeddb/auto";
import { text } from "node:stream/consumers";
import type { Manifest } from "../generated/contract";
import { Participant, type Witnessed } from "./participant";
import { Wire, type WireReport } from "./wire";

export interface Task {
  manifest: Manifest;
  siteHash: string;
  /** Of the site: where `upload.json` is. */
  origin: string;
  participants: number;
  /** All have arrived after so long, spread evenly. */
  arrive_s: number;
  /** How long each one plays. */
  play_s: number;
}

interface Progress extends WireReport {
  arrived: number;
  done: number;
}

interface Result extends WireReport {
  witnessed: Witnessed[];
}

async function main(): Promise<void> {
  const task = JSON.parse(await text(process.stdin)) as Task;
  const wire = new Wire(task.origin);
  const tally = { arrived: 0, done: 0 };
  const telling = setInterval(() => void tell({ ...tally, ...wire.report() }), 1000);
  const all = Array.from({ length: task.participants }, (_, number) =>
    takePart(new Participant(number, task, wire.fetch), arrivalOf(number, task), tally),
  );
  const witnessed = await Promise.all(all);
  clearInterval(telling);
  await tell({ ...wire.report(), witnessed });
}

async function takePart(
  participant: Participant,
  after_ms: number,
  tally: { arrived: number; done: number },
): Promise<Witnessed> {
  await new Promise((resolve) => setTimeout(resolve, after_ms));
  tally.arrived += 1;
  const witnessed = await participant.takePart();
  tally.done += 1;
  return witnessed;
}

function arrivalOf(number: number, { participants, arrive_s }: Task): number {
  return ((number * arrive_s) / participants) * 1000;
}

/** Resolves when the pipe has taken all of it. */
function tell(message: Progress | Result): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
}

await main();
// Timers of recorders that wait for what may still come would hold the process.
process.exit();
