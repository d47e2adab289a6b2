import "fake-indexeddb/auto";
import { beforeEach, expect, it } from "vitest";
import { playFor, type Sample } from "../../src/endurance/session";
import type { Plan } from "../../src/endurance/study";
import { emptyIndexedDB } from "../record/support";

const plan: Plan = {
  minutes: 1,
  sample_minutes: 1,
  fps: 60,
  shape: [84, 84, 4],
  rule: { keep: "key_frames", every: 300, downsample: 1 },
  online: true,
};
const frames = 1 + 3600 / plan.rule.every;
/** A step's share of the frames, and its hash. */
const incompressible = (frames * 84 * 84 * 4) / 3600 + 32;

beforeEach(emptyIndexedDB);

async function play(change: Partial<Plan>): Promise<Sample> {
  const samples: Sample[] = [];
  await playFor({ ...plan, ...change }, (sample) => samples.push(sample));
  const last = samples.at(-1);
  if (last === undefined) throw new Error("There was no sample.");
  expect(last.steps).toBe(3600);
  return last;
}

/** After gzip, which takes a quarter off what is not sealed yet: it is base64 of noise. */
function bytesPerStep({ stored, journal, uploaded, steps }: Sample): number {
  return (stored - journal / 4 + uploaded) / steps;
}

it("keeps pixels small by hashes, and nothing that the store has acknowledged", async () => {
  const sample = await play({});
  // Nothing makes frames and hashes of noise smaller; all else of a step is some 40 bytes.
  expect(bytesPerStep(sample)).toBeGreaterThan(incompressible);
  expect(bytesPerStep(sample)).toBeLessThan(incompressible + 70);
  // Only what was made since the last seal, which 15 s or 1 MB of JSON bring about.
  expect(sample.stored).toBe(sample.journal);
  expect(sample.journal).toBeLessThan(1_100_000);
});

it("keeps all of it while there is no network", async () => {
  const sample = await play({ online: false });
  expect(sample.uploaded).toBe(0);
  expect(bytesPerStep(sample)).toBeGreaterThan(incompressible);
  expect(bytesPerStep(sample)).toBeLessThan(incompressible + 70);
});
