/**
 * `node --expose-gc endurance.mjs PLAN`, JSON: plays one long session and writes a line of JSON for
 * every sample, with the JavaScript heap besides.
 *
 * fake-indexeddb keeps what it stores in this very heap: it is taken off.
 */

import "fake-indexeddb/auto";
import { playFor, type Sample } from "./session";
import type { Plan } from "./study";

const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error("Node.js needs --expose-gc.");

const plan = JSON.parse(process.argv[2] as string) as Plan;
await playFor(plan, async (sample) => {
  // Memory of buffers is given back some time after the collection that found them.
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const line: Sample & { heap: number } = {
    ...sample,
    heap: heapUsed + arrayBuffers - sample.stored,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
});
// Timers of recorders that wait for what may still come would hold the process.
process.exit();
