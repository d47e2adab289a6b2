import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { digestBytes, Sha256 } from "../../src/worker/sha256";

it("gives the digests of Node.js for every length of the last block, with one memory", () => {
  const sha256 = new Sha256();
  const found = new Uint8Array(digestBytes);
  for (let length = 0; length <= 130; length += 1) {
    const message = Uint8Array.from({ length }, (_, i) => 7 * i + length);
    sha256.digest(message, found);
    const expected = createHash("sha256").update(message).digest();
    expect(Buffer.from(found).equals(expected), `${length} bytes`).toBe(true);
  }
});

it("takes a part of larger memory, as an observation in Python's heap is", () => {
  const heap = new Uint8Array(1000).fill(5);
  const found = new Uint8Array(digestBytes);
  new Sha256().digest(heap.subarray(300, 400), found);
  const expected = createHash("sha256").update(new Uint8Array(100).fill(5)).digest();
  expect(Buffer.from(found).equals(expected)).toBe(true);
});
