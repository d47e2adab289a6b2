import { describe, expect, it } from "vitest";
import { Presence } from "../../src/page/presence";
import { completed, type Result } from "../../src/page/runner";
import { english } from "../../src/page/strings";

/** A page whose time stands until it is moved. */
function pageWith(rules: { after: number; end_after: number | null } | null) {
  let now = 0;
  let appointed: [at: number, run: () => void] | null = null;
  const heard = new Set<() => void>();
  const asked: (string | null)[] = [];
  const notes: [string, unknown][] = [];
  const state = { isOver: false };
  const presence = new Presence({
    rules,
    now: () => now,
    timer: (run, delay) => {
      appointed = [now + delay, run];
      return () => {
        appointed = null;
      };
    },
    hear: (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    ask: (question) => void asked.push(question),
    note: ({ event, detail }) => void notes.push([event, detail]),
    isOver: () => state.isOver,
    strings: english.idle,
  });
  const pass = (seconds: number) => {
    const until = now + seconds * 1000;
    while (appointed !== null && appointed[0] <= until) {
      const [at, run]: [number, () => void] = appointed;
      now = at;
      appointed = null;
      run();
    }
    now = until;
  };
  const stir = () => {
    for (const listener of heard) listener();
  };
  return { presence, pass, stir, asked, notes, state, heard };
}

const forever = new Promise<Result>(() => {});

describe("who does nothing on a page", () => {
  it("is asked once whether they are still there, and no more when they move", () => {
    const { presence, pass, stir, asked, notes } = pageWith({ after: 60, end_after: null });
    void presence.watch("form", forever);
    pass(59);
    stir();
    pass(59);
    expect(asked).toEqual([]);
    pass(1);
    expect(asked).toEqual([english.idle.asked]);
    pass(600);
    expect(asked).toHaveLength(1);
    stir();
    expect(asked).toEqual([english.idle.asked, null]);
    expect(notes).toEqual([
      ["idle", {}],
      ["back", { idle_ms: 660_000 }],
    ]);
    pass(60);
    expect(asked).toHaveLength(3);
  });

  it("ends the session after long enough, having been told so", async () => {
    const { presence, pass, asked, heard } = pageWith({ after: 60, end_after: 300 });
    const step = presence.watch("page", forever);
    pass(299);
    expect(asked).toEqual([english.idle.askedBeforeEnd(240)]);
    expect(asked[0]).toContain("in 4 minutes");
    pass(1);
    expect(await step).toEqual({ kind: "cut_short", outcome: "timed_out" });
    expect(asked.at(-1)).toBeNull();
    expect(heard.size).toBe(0);
  });

  it("goes on with the step's own result, and is watched no more", async () => {
    const { presence, pass, asked, heard } = pageWith({ after: 60, end_after: 300 });
    expect(await presence.watch("form", Promise.resolve(completed))).toBe(completed);
    pass(1000);
    expect([asked, heard.size]).toEqual([[], 0]);
  });

  it("is asked nothing where they play, wait or have withdrawn, or nobody wants to know", () => {
    for (const kind of ["game", "wait", "media"] as const) {
      const { presence, pass, asked } = pageWith({ after: 1, end_after: 2 });
      void presence.watch(kind, forever);
      pass(10);
      expect(asked).toEqual([]);
    }
    const gone = pageWith({ after: 1, end_after: null });
    void gone.presence.watch("form", forever);
    gone.state.isOver = true;
    gone.pass(10);
    const unasked = pageWith(null);
    void unasked.presence.watch("form", forever);
    unasked.pass(10);
    expect([gone.asked, gone.notes, unasked.asked]).toEqual([[], [], []]);
  });
});
