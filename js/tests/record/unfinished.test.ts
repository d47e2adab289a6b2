import { describe, expect, it } from "vitest";
import { findUnfinished, OLDEST_MS, type Visitor } from "../../src/page/record/unfinished";
import type { SessionRow } from "../../src/shared/database";

const now = Date.parse("2026-11-21T12:00:00Z");
const row: SessionRow = {
  session: "a".repeat(32),
  seed: "b".repeat(32),
  site: "c".repeat(64),
  experiment: "study",
  mode: "live",
  participant: null,
  params: {},
  load: 1,
  startedAt: now,
  stepIndex: 3,
  attempts: {},
  writersStarted: { page: 1, game: 0 },
  ended: null,
};
const visitor: Visitor = {
  participant: null,
  isReload: true,
  device: "own",
  tab: null,
  now,
};

describe("an unfinished session", () => {
  it("is gone on with for a month, and then is too old", () => {
    const begun = (age_ms: number) => ({ ...row, startedAt: now - age_ms });
    expect(findUnfinished([begun(OLDEST_MS)], visitor)?.session).toBe(row.session);
    expect(findUnfinished([begun(OLDEST_MS + 1)], visitor)).toBeNull();
    // What it ended with may still be read.
    const done = { ...begun(OLDEST_MS + 1), ended: "done" as const };
    expect(findUnfinished([done], visitor)).not.toBeNull();
  });

  it("is found by the address that it was begun at, whatever id was typed there", () => {
    const typed = { ...row, participant: "T001", address: null };
    expect(findUnfinished([typed], visitor)).not.toBeNull();
    expect(findUnfinished([typed], { ...visitor, isReload: false })).toBeNull();
    expect(findUnfinished([{ ...row, participant: "T001" }], visitor)).toBeNull();
    const mended = { ...typed, address: "t1" };
    const again = { ...visitor, participant: "t1", isReload: false };
    expect(findUnfinished([mended], again)).not.toBeNull();
    expect(findUnfinished([mended], { ...again, participant: "T001" })).toBeNull();
  });
});
