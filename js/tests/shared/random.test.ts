import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deriveStream, Xoshiro128StarStar } from "../../src/shared/random";

interface Vectors {
  generator: Array<{ state: [number, number, number, number]; outputs: number[] }>;
  streams: Array<{ seed: string; path: string; seed32: number; uniforms: string[] }>;
}

const file = new URL("../../../tests/data/random.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;

function bitsOf(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString("hex");
}

describe("Xoshiro128StarStar", () => {
  it.each(vectors.generator)("gives what its authors' code gives from $state", (vector) => {
    const generator = new Xoshiro128StarStar(vector.state);
    expect(vector.outputs.map(() => generator.next())).toEqual(vector.outputs);
  });

  it("refuses a state that it would never leave", () => {
    expect(() => new Xoshiro128StarStar([0, 0, 0, 0])).toThrow(RangeError);
  });
});

it.each(vectors.streams)("derives $path from the seed", async ({ seed, path, ...expected }) => {
  const stream = await deriveStream(seed, path);
  expect(stream.seed32).toBe(expected.seed32);
  expect(expected.uniforms.map(() => bitsOf(stream.uniform()))).toEqual(expected.uniforms);
});
