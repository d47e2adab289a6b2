import { describe, expect, it } from "vitest";
import { TurnPerson } from "../../src/worker/hands/turn";
import { InTurn } from "../../src/worker/in-turn";
import { TurnBased } from "../../src/worker/turns";
import { FakeTiming, settle } from "./fake-timing";
import { controlsOf } from "./some-controls";

const keys = { Digit1: 0, Digit2: 1 };

function setUp(delayMs = 500, allows: (action: unknown) => boolean = () => true) {
  const timing = new FakeTiming();
  const person = new TurnPerson(controlsOf(keys), [], { releases: false, allows });
  const turn = { isPersons: true };
  const turns = new TurnBased(new Map([["person", person]]), timing, {
    acts: () => turn.isPersons,
    awaits: "all",
    timeoutS: null,
  });
  const tap = (code: keyof typeof keys, timeStamp = 0) => {
    person.receive({ kind: "down", code }, timeStamp, timing.now());
    person.receive({ kind: "up", code }, timeStamp, timing.now());
  };
  const clock = new InTurn(
    turns,
    { isPersons: () => turn.isPersons, delayMs: () => delayMs },
    timing,
  );
  clock.start();
  /** What fell due since. */
  const due: number[] = [];
  const ask = () => void clock.next().then((at) => due.push(at));
  return { timing, person, turn, clock, due, ask, tap };
}

describe("InTurn", () => {
  it("waits in a person's turn for a press", async () => {
    const { timing, person, due, ask, tap } = setUp();
    ask();
    await timing.advance(10_000);
    expect(due).toEqual([]);
    tap("Digit2", 77);
    await settle();
    expect(due).toEqual([11_000]);
    expect(person.decide()).toMatchObject({ action: 1, source: "device", inputT: 77 });
  });

  it("waits in a policy's turn for its delay", async () => {
    const { timing, turn, due, ask } = setUp();
    turn.isPersons = false;
    ask();
    await timing.advance(499);
    expect(due).toEqual([]);
    await timing.advance(1);
    expect(due).toEqual([1500]);
    expect(timing.pending).toBe(0);
  });

  it("takes a policy's turn at once where there is no delay", async () => {
    const { timing, turn, due, ask } = setUp(0);
    turn.isPersons = false;
    ask();
    await timing.advance(0);
    expect(due).toEqual([1000]);
  });

  it("makes no move of what is pressed in a policy's turn, and counts it", async () => {
    const { timing, person, turn, due, ask, tap } = setUp();
    turn.isPersons = false;
    ask();
    await timing.advance(100);
    tap("Digit1");
    tap("Digit2");
    await timing.advance(400);
    expect(due).toHaveLength(1);
    turn.isPersons = true;
    ask();
    await timing.advance(1000);
    expect(due).toHaveLength(1);
    expect(person.unused()).toBe(2);
    tap("Digit1");
    await settle();
    expect(due).toHaveLength(2);
  });

  it("does nothing on a press that the environment forbids", async () => {
    const { person, due, ask, tap } = setUp(500, (action) => action === 1);
    ask();
    tap("Digit1");
    await settle();
    expect([due, person.unused()]).toEqual([[], 1]);
    tap("Digit2");
    await settle();
    expect(due).toHaveLength(1);
  });

  it("lets no turn fall due in a pause", async () => {
    const { timing, turn, clock, due, ask } = setUp();
    turn.isPersons = false;
    ask();
    await settle();
    clock.pause();
    await timing.advance(2000);
    expect(due).toEqual([]);
    clock.resume();
    await settle();
    expect(due).toEqual([3000]);
  });

  it("ends its wait when it is cancelled", async () => {
    const { timing, turn, clock, due, ask } = setUp();
    turn.isPersons = false;
    ask();
    await settle();
    clock.cancel();
    await settle();
    expect([due, timing.pending]).toEqual([[1000], 0]);
  });
});
