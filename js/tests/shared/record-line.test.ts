import { describe, expect, it } from "vitest";
import {
  charactersOf,
  lineOf,
  MAX_RECORD_BYTES,
  packedLineOf,
  textOf,
} from "../../src/shared/record-line";
import { stepsBody } from "./steps-body";

it("writes no half of a character, and keeps a text that only looks like one", () => {
  const detail = "\\ud800 and \ud83d\ude00";
  const message = "cut off: \ud83d";
  const line = lineOf(0, 0, "pilot", { type: "error", where: "here", message, detail });
  expect(JSON.parse(line)).toMatchObject({ message: "cut off: \ufffd", detail });
  expect(line).not.toContain('"cut off: \\ud83d"');
});

describe("a record with bytes", () => {
  it.each([5000, 5001, 5002])(
    "of which there are %d is the line that their base64 gives",
    (size) => {
      const bytes = Uint8Array.from({ length: size }, (_, at) => at);
      const info = "cut off: \ud83d";
      const body = stepsBody(bytes, info);
      const packed = packedLineOf(3, 4.5, "live", body);
      const base64 = Buffer.from(bytes).toString("base64");
      const line = lineOf(3, 4.5, "live", stepsBody(base64, info));
      expect(packed).toContain(bytes);
      expect(packed).toHaveLength(3);
      expect(textOf(packed)).toBe(line);
      expect(charactersOf(packed)).toBe(line.length);
      expect(lineOf(3, 4.5, "live", body)).toBe(line);
    },
  );

  it("is as large as its text", () => {
    const rest = lineOf(0, 0, "pilot", stepsBody(new Uint8Array(0))).length;
    const most = 3 * Math.floor((MAX_RECORD_BYTES - rest) / 4);
    const typeOf = (bytes: number) =>
      JSON.parse(lineOf(0, 0, "pilot", stepsBody(new Uint8Array(bytes)))).type;
    expect([typeOf(most), typeOf(most + 3)]).toEqual(["steps", "error"]);
  });
});

describe("the largest record", () => {
  const line = (length: number, letter = "a") =>
    lineOf(0, 0, "pilot", {
      type: "error",
      where: "here",
      message: "",
      detail: letter.repeat(length),
    });
  const rest = line(0).length;

  it.each([
    ["a", 1],
    ["é", 2],
    ["語", 3],
  ])("of %s has 8,000,000 bytes; a longer one is named in its place", (letter, bytes) => {
    const most = Math.floor((MAX_RECORD_BYTES - rest) / bytes);
    const kept = line(most, letter);
    expect(new TextEncoder().encode(kept).length).toBe(rest + most * bytes);
    const named = JSON.parse(line(most + 1, letter));
    expect(named).toMatchObject({ n: 0, type: "error", where: "recorder" });
    expect(named.detail).toContain(`${rest + (most + 1) * bytes} bytes`);
  });
});
