import { expect, it } from "vitest";
import { MOST_TAPED_CHARACTERS, readTape, TapeWriter } from "../../src/shared/tape";

const steps = (first: number, count: number) => JSON.stringify({ type: "steps", first, count });

it("says what each commit changes", () => {
  const tape = new TapeWriter();
  tape.take("lost", "goes_on");
  expect(tape.drain()).toBeNull();
  tape.take("e1", "begins");
  tape.take("s1", "goes_on");
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: ["e1", "s1"] });
  tape.take("s2", "goes_on");
  expect(tape.drain()).toEqual({ clears: false, first: 2, lines: ["s2"] });
  tape.take("s3", "goes_on");
  tape.take("end", "ends");
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: [] });
  tape.take("s4", "goes_on");
  expect(tape.drain()).toBeNull();
});

it("has what failed before what came after it, unless that has ended it", () => {
  const tape = new TapeWriter();
  tape.take("e1", "begins");
  const first = tape.drain();
  tape.take("s1", "goes_on");
  if (first !== null) tape.putBack(first);
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: ["e1", "s1"] });
  tape.take("s2", "goes_on");
  const second = tape.drain();
  expect(second).toEqual({ clears: false, first: 2, lines: ["s2"] });
  tape.take("e2", "begins");
  if (second !== null) tape.putBack(second);
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: ["e2"] });
  tape.take("s1", "goes_on");
  expect(tape.drain()).toMatchObject({ first: 1 });
});

it("gives up an episode that is too long, and takes the next one", () => {
  const tape = new TapeWriter();
  tape.take("e1", "begins");
  tape.take("x".repeat(MOST_TAPED_CHARACTERS), "goes_on");
  tape.take("s2", "goes_on");
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: [] });
  tape.take("e2", "begins");
  expect(tape.drain()).toEqual({ clears: true, first: 0, lines: ["e2"] });
});

it("is read as a whole, or not at all", () => {
  expect(readTape([])).toBeNull();
  const episode = JSON.stringify({ type: "episode", attempt: 2 });
  expect(readTape([episode, steps(0, 3), steps(3, 1)])).toMatchObject({
    episode: { attempt: 2 },
    steps: [{ first: 0 }, { first: 3 }],
  });
  expect(() => readTape([episode, steps(0, 3), steps(4, 1)])).toThrow("no step 3");
});
