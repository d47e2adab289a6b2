import { expect, it } from "vitest";
import { patienceS } from "../../src/page/steps/patience";

const study = { hangAfterS: 15, isDebugged: false };

it("waits for a step as long as the study says, and longer for a reset", () => {
  expect(patienceS("running", study)).toBe(20);
  expect(patienceS("paused", study)).toBe(20);
  expect(patienceS("waiting", study)).toBe(65);
  expect(patienceS("between", { ...study, hangAfterS: 120 })).toBe(125);
});

it("does not watch a worker that has no game", () => {
  for (const phase of ["booting", "failed", "finished", "left"] as const) {
    expect(patienceS(phase, study)).toBeNull();
  }
});

it("never ends a worker that may be stopped in a debugger", () => {
  for (const phase of ["running", "paused", "preparing", "waiting", "between"] as const) {
    expect(patienceS(phase, { ...study, isDebugged: true })).toBeNull();
  }
});
