import { expect, it } from "vitest";
import { countDown } from "../../src/page/steps/wait";
import { english } from "../../src/page/strings";

it("a break counts whole seconds by the clock, however late it is called", async () => {
  let time = 500;
  const due: (() => void)[] = [];
  const told: number[] = [];
  const over = countDown(
    3000,
    () => time,
    (run) => {
      due.push(run);
      return () => {};
    },
    (seconds) => told.push(seconds),
  );
  for (const at of [1500, 1501, 3499]) {
    time = at;
    due.shift()?.();
  }
  expect(told).toEqual([3, 2, 2, 1]);
  time = 60_000;
  due.shift()?.();
  await over;
  expect(due).toEqual([]);
});

it("what is left is said in minutes where there are some", () => {
  expect(english.wait.left(1)).toBe("It goes on in 1 second.");
  expect(english.wait.left(59)).toBe("It goes on in 59 seconds.");
  expect(english.wait.left(125)).toBe("It goes on in 2:05 minutes.");
});
