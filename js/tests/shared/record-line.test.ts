import { describe, expect, it } from "vitest";
import { lineOf, MAX_RECORD_BYTES } from "../../src/shared/record-line";

it("writes no half of a character, and keeps a text that only looks like one", () => {
  const detail = "\\ud800 and \ud83d\ude00";
  const message = "cut off: \ud83d";
  const line = lineOf(0, 0, "pilot", { type: "error", where: "here", message, detail });
  expect(JSON.parse(line)).toMatchObject({ message: "cut off: \ufffd", detail });
  expect(line).not.toContain('"cut off: \\ud83d"');
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
