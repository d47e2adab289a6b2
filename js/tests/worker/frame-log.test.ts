import { expect, it } from "vitest";
import { fromBase64 } from "../../src/shared/bytes";
import type { RecordBody } from "../../src/shared/record-line";
import { FrameLog } from "../../src/worker/frame-log";

type Frames = RecordBody & { type: "frames" };

it("writes each frame once, though it is asked to write while it does", () => {
  const records: Frames[] = [];
  const append = async (body: RecordBody) => {
    records.push(body as Frames);
    log.emit(30, null);
  };
  const log: FrameLog = new FrameLog({ append }, { step: "main", attempt: 1 });
  log.begin(0, 0);
  for (const step of [0, 1, 2]) {
    log.step(step * 10, step);
    log.painted(step, step * 10 + 5);
  }
  log.emit(30, null);
  expect(records.map(({ first, count }) => [first, count])).toEqual([[0, 3]]);
  const painted = records.map((record) => [...new Float64Array(fromBase64(record.painted).buffer)]);
  expect(painted).toEqual([[5, 15, 25]]);
});
