import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ArrayField, Recorded } from "../../src/generated/contract";
import { toHex } from "../../src/shared/bytes";
import { ObservationSelector } from "../../src/worker/observations";

interface Case {
  name: string;
  whole: ArrayField[];
  recorded: Recorded;
  observations: string[];
  taken: (string | null)[];
  digests: string[];
}

const file = new URL("../../../tests/data/observations.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

describe("ObservationSelector", () => {
  it.each(cases)("takes $name", ({ whole, recorded, observations, taken, digests }) => {
    const selector = new ObservationSelector({ ...recorded, whole });
    for (let episode = 0; episode < 2; episode += 1) {
      selector.begin();
      // One piece of memory, which the environment writes anew, as in Python's heap.
      const memory = bytes(observations[0] as string);
      const found = observations.map((observation) => {
        memory.set(bytes(observation));
        const kept = selector.take(memory);
        return { kept: kept && toHex(kept), digest: toHex(selector.digest) };
      });
      expect(found).toEqual(taken.map((kept, i) => ({ kept, digest: digests[i] })));
    }
  });
});
