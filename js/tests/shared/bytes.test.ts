import { describe, expect, it, vi } from "vitest";
import {
  encodeBase64,
  fromBase64,
  gunzip,
  gzip,
  sha256Hex,
  toBase64,
  toHex,
} from "../../src/shared/bytes";

/** Bytes 7, 44, 81, …: every length has another end. */
function pattern(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (7 + 37 * i) & 255);
}

describe("base64", () => {
  it("agrees with Node's for every remainder, and for more bytes than its buffer had room for", () => {
    for (const length of [0, 1, 2, 3, 4, 5, 255, 256, 257, 5000, 100_000]) {
      const bytes = pattern(length);
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(encodeBase64(bytes)).toBe(text);
      expect(fromBase64(text)).toEqual(bytes);
    }
  });

  it("is the browser's own where it has one", () => {
    const bytes = Object.assign(pattern(3), { toBase64: () => "by the browser" });
    expect(toBase64(bytes)).toBe("by the browser");
  });

  it("is not spoiled by what a longer call before it has left", () => {
    toBase64(pattern(1000));
    expect(toBase64(Uint8Array.of(255))).toBe("/w==");
  });

  it("encodes a view, not the buffer behind it", () => {
    expect(toBase64(pattern(9).subarray(3, 6))).toBe(toBase64(pattern(9).slice(3, 6)));
  });

  it("refuses text that is not base64", () => {
    expect(() => fromBase64("a*b=")).toThrow();
  });
});

it("gives digests as lower-case hexadecimal", async () => {
  expect(toHex(Uint8Array.of(0, 10, 255))).toBe("000aff");
  // FIPS 180-2, appendix B.1.
  expect(await sha256Hex(new TextEncoder().encode("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

it("compresses into a gzip member and back", async () => {
  const bytes = new TextEncoder().encode("line\n".repeat(1000));
  const packed = await gzip(bytes);
  expect([packed[0], packed[1]]).toEqual([0x1f, 0x8b]);
  expect(packed.length).toBeLessThan(bytes.length / 10);
  expect(await gunzip(packed)).toEqual(bytes);
  await expect(gunzip(packed.slice(0, -4))).rejects.toThrow();
});

it("rests between the pieces of what is long, none of which takes long", async () => {
  const events: string[] = [];
  /** As Chromium's: it compresses at once, on the thread that writes to it. */
  class Copying extends TransformStream<Uint8Array, Uint8Array> {
    constructor() {
      super({
        transform(piece, controller) {
          events.push(`${piece.length} bytes`);
          controller.enqueue(piece);
        },
      });
    }
  }
  vi.stubGlobal("CompressionStream", Copying);
  const bytes = pattern(150_000);
  const rest = async () => void events.push("rest");
  const packed = await gzip(bytes, rest).finally(() => vi.unstubAllGlobals());
  expect(packed).toEqual(bytes);
  expect(events).toEqual(["65536 bytes", "rest", "65536 bytes", "rest", "18928 bytes"]);
});

it("compresses nothing at all, too", async () => {
  const nothing = new Uint8Array(0);
  expect(await gunzip(await gzip(nothing))).toEqual(nothing);
});
