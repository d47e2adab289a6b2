import { expect, it } from "vitest";
import { rester } from "../../src/page/record/rester";
import { ManualTime } from "./support";

function setUp() {
  const time = new ManualTime();
  const page = { isHidden: false, leave: () => {} };
  const rest = rester({
    timer: time.timer,
    onLeave: (run) => {
      page.leave = run;
    },
    isHidden: () => page.isHidden,
  });
  return { time, page, rest };
}

it("takes half a frame of a page that is looked at", async () => {
  const { time, rest } = setUp();
  const resting = rest();
  expect(time.waits).toEqual([8]);
  time.advance(8);
  await resting;
});

it("is over when the page may be closed next", async () => {
  const { page, rest } = setUp();
  const resting = rest();
  page.leave();
  await resting;
});

it("is none in a hidden page", async () => {
  const { time, page, rest } = setUp();
  page.isHidden = true;
  await rest();
  expect(time.waits).toEqual([]);
});
