import { describe, expect, it } from "vitest";
import type { Agent, EpisodeEndRecord, GameStep } from "../../src/generated/contract";
import { Progress, wayOn } from "../../src/page/steps/game-progress";
import { type GameProgress, untouched } from "../../src/shared/game-progress";
import { plainRules } from "../../src/shared/plain-rules";

const agents = { player: { actor: "human" } as Agent, coach: { actor: "coach" } as Agent };
const step = (rules: Partial<GameStep["rules"]> = {}) => ({
  id: "main",
  agents,
  episodes: 3,
  rules: { ...plainRules, ...rules },
});
const played = { steps: 5, seconds: 1, score: 2 };
const end = { steps: 5, returns: { player: 2, coach: 9 }, reason: "terminated", played } as const;

/** Plays a part of a game as a page does, and gives what it has kept at last. */
function kept(play: (progress: Progress) => void, from = untouched("main"), rules = {}) {
  let now = 0;
  let last: GameProgress = from;
  const options = {
    keep: async (progress: GameProgress) => {
      last = progress;
    },
    now: () => now++,
  };
  play(new Progress(step(rules), from, options));
  return last;
}

/** What a page finds that is loaded again. */
const after = (progress: GameProgress, rules = {}, ended: EpisodeEndRecord | null = null) =>
  wayOn(step(rules), { progress, ended });

const firstEpisode = (progress: Progress) => {
  progress.shown(0, 1);
  progress.begun(1);
  progress.ended({ ...end, episode: 0 });
};
const inTheSecond = (progress: Progress) => {
  firstEpisode(progress);
  progress.shown(1, 1);
  progress.begun(1);
};

describe("a game after a reload", () => {
  describe("that brings its episode back", () => {
    const rules = { on_reload: "replay" } as const;
    const further = { steps: 9, seconds: 3.5, score: 6 };
    const running = (progress: Progress) => {
      inTheSecond(progress);
      progress.stands(further);
      progress.probed([0, 2]);
      progress.probed([2]);
    };

    it("has the worker do it, however often", () => {
      let progress = kept(running, untouched("main"), rules);
      for (const attempt of [1, 2, 3]) {
        const way = wayOn(step(rules), { progress, ended: null });
        expect(way).toMatchObject({ kind: "replay", attempt, progress: { running: attempt } });
        progress = kept(
          (again) => {
            expect(again.next(attempt + 1)).toEqual({
              episode: 1,
              drawn: 1,
              isReserve: false,
              played: { ...played, seconds: further.seconds },
              replay: { seconds: further.seconds - played.seconds, answered: { 0: 1, 2: 2 } },
            });
            again.shown(1, attempt + 1);
            if (attempt > 1) again.begun(attempt + 1);
          },
          way.progress,
          rules,
        );
      }
      expect(progress.interruptions).toBe(3);
    });

    it("names the attempt that is on the tape, where the page knew of an earlier one", () => {
      const progress = kept(running, untouched("main"), rules);
      const way = wayOn(step(rules), { progress, ended: null, taped: 2 });
      expect(way).toMatchObject({ kind: "replay", attempt: 2 });
    });

    it("begins it again where that fails, once, and is over then", () => {
      const way = wayOn(step(rules), {
        progress: kept(running, untouched("main"), rules),
        ended: null,
      });
      const again = kept(
        (progress) => {
          expect(progress.notReplayed()).toBe("restart");
          expect(progress.next(2)).toMatchObject({ isReserve: true, drawn: 2, replay: null });
          progress.shown(1, 2);
          progress.begun(2);
        },
        way.progress,
        rules,
      );
      const second = wayOn(step(rules), { progress: again, ended: null });
      const over = kept(
        (progress) => expect(progress.notReplayed()).toBe("interrupted"),
        second.progress,
        rules,
      );
      expect(wayOn(step(rules), { progress: over, ended: null }).kind).toBe("over");
    });
  });

  it("that nobody was in begins", () => {
    expect(wayOn(step(), null)).toEqual({ kind: "play", progress: untouched("main") });
  });

  it("goes on with the episode that was on show, as it was drawn", () => {
    const way = after(kept((progress) => progress.shown(0, 1)));
    expect(way).toMatchObject({ kind: "play", progress: { episode: 0, drawn: 1 } });
    const again = kept((progress) => progress.shown(0, 2), way.progress);
    expect(after(again).progress).toMatchObject({ drawn: 1, isReserve: false });
  });

  it("goes on behind the episodes that are over, which stay counted", () => {
    const { kind, progress } = after(kept(firstEpisode));
    expect(kind).toBe("play");
    expect(progress).toMatchObject({ episode: 1, drawn: null, played, running: null });
    expect(progress.results).toMatchObject({ episodes: 1, steps: 5, return: 2 });
  });

  it("begins an interrupted episode again, once and on a reserve seed", () => {
    const way = after(kept(inTheSecond));
    expect(way).toMatchObject({ kind: "restart", attempt: 1 });
    expect(way.progress).toMatchObject({ episode: 1, drawn: null, isReserve: true });
    expect(way.progress.results).toMatchObject({ episodes: 1 });
  });

  it("keeps to the reserve seed as long as it is only on show", () => {
    const { progress } = after(kept(inTheSecond));
    const way = after(kept((again) => again.shown(1, 2), progress));
    expect(way).toMatchObject({ kind: "play", progress: { drawn: 2, isReserve: true } });
  });

  it("uses no reserve seed for the episode after it", () => {
    const { progress } = after(kept(inTheSecond));
    const next = kept((again) => {
      again.shown(1, 2);
      again.begun(2);
      again.ended({ ...end, episode: 1 });
    }, progress);
    expect(after(next)).toMatchObject({ kind: "play", progress: { episode: 2, isReserve: false } });
  });

  it("is over at the second interruption, whichever episode it meets", () => {
    const { progress } = after(kept(inTheSecond));
    const second = kept((again) => {
      again.shown(1, 2);
      again.begun(2);
      again.ended({ ...end, episode: 1 });
      again.shown(2, 2);
      again.begun(2);
    }, progress);
    const way = after(second);
    expect(way).toMatchObject({ kind: "interrupted", attempt: 2 });
    expect(way.progress).toMatchObject({ isOver: true, interruptions: 2 });
    expect(way.progress.results).toMatchObject({ episodes: 2 });
    expect(after(way.progress).kind).toBe("over");
  });

  it("is over at the first where the study says so", () => {
    const rules = { on_reload: "end" } as const;
    expect(after(kept(inTheSecond), rules).kind).toBe("interrupted");
  });

  it("does not count an episode as interrupted whose end is on the disk", () => {
    const record = { step: "main", attempt: 1, episode: 1, steps: 7, reason: "max_steps" };
    const ended = { ...record, returns: { player: 4, coach: null } } as unknown as EpisodeEndRecord;
    const way = after(kept(inTheSecond), {}, ended);
    expect(way).toMatchObject({ kind: "play", progress: { episode: 2, interruptions: 0 } });
    expect(way.progress.results).toMatchObject({ episodes: 2, steps: 12, return: 6 });
  });

  it("does not count an attempt that failed as interrupted", () => {
    const failed = (progress: Progress) => {
      inTheSecond(progress);
      progress.failed();
    };
    const way = after(kept(failed));
    expect(way).toMatchObject({ kind: "play", progress: { episode: 1, drawn: null } });
  });

  it.each([
    { reason: "stop", rules: {}, kind: "over" },
    { reason: "total_seconds", rules: {}, kind: "over" },
    { reason: "idle", rules: { idle: { after: 5, way: "end_game" } }, kind: "over" },
    { reason: "idle", rules: { idle: { after: 5, way: "end_episode" } }, kind: "play" },
    { reason: "reset", rules: {}, kind: "play" },
  ])("is over or not after an episode that ended by $reason", ({ reason, rules, kind }) => {
    const ending = (progress: Progress) => progress.ended({ ...end, episode: 0, reason });
    expect(after(kept(ending, untouched("main"), rules), rules).kind).toBe(kind);
  });

  it.each([
    ["steps", { steps: 10 }],
    ["score", { score: 4 }],
    ["seconds", { seconds: 2 }],
  ])("is over after an episode that ended itself as the total of %s was reached", (_, total) => {
    const rules = { total: { ...plainRules.total, ...total } };
    const twice = (progress: Progress) => {
      inTheSecond(progress);
      progress.ended({ ...end, episode: 1, played: { steps: 10, seconds: 2, score: 4 } });
    };
    expect(after(kept(firstEpisode, untouched("main"), rules), rules).kind).toBe("play");
    expect(after(kept(twice, untouched("main"), rules), rules).kind).toBe("over");
  });

  it.each([
    ["steps", { steps: 12 }, "over"],
    ["score", { score: 6 }, "over"],
    ["steps", { steps: 13 }, "play"],
  ])("counts what an episode had whose end is on the disk: %s, %o", (_, total, kind) => {
    const rules = { total: { ...plainRules.total, ...total } };
    const record = { step: "main", attempt: 1, episode: 1, steps: 7, reason: "terminated" };
    const ended = { ...record, returns: { player: 4, coach: null } } as unknown as EpisodeEndRecord;
    const late = (progress: Progress) => {
      inTheSecond(progress);
      progress.stands({ steps: 9, seconds: 2.5, score: 3 });
      progress.paused(1);
    };
    const way = after(kept(late, untouched("main"), rules), rules, ended);
    expect(way.kind).toBe(kind);
    expect(way.progress.played).toEqual({ steps: 12, seconds: 2.5, score: 6 });
  });

  it("is over where the worker says so, whatever had ended the episode", () => {
    const stopped = (progress: Progress) => {
      firstEpisode(progress);
      progress.over();
    };
    expect(after(kept(stopped)).kind).toBe("over");
  });

  it("is over after its last episode", () => {
    const all = (progress: Progress) => {
      for (const episode of [0, 1, 2]) progress.ended({ ...end, episode });
    };
    expect(after(kept(all)).kind).toBe("over");
  });
});

describe("what is asked between episodes", () => {
  const between = { steps: ["rest", "mood"], every: 2 };
  const asking = { ...step(), between };
  const following = (from = untouched("main")) => {
    const options = { keep: async () => {}, now: () => 0 };
    return new Progress(asking, from, options);
  };
  const play = (progress: Progress, attempt: number, episode: number) => {
    progress.shown(episode, attempt);
    progress.begun(attempt);
    progress.ended({ ...end, episode });
  };

  it("follows every n-th episode, one thing after the other", () => {
    const progress = following();
    play(progress, 1, 0);
    expect(progress.now.asks).toBeNull();
    play(progress, 1, 1);
    expect(progress.now.asks).toEqual({ attempt: 1, episode: 1, steps: ["rest", "mood"] });
    progress.asked();
    expect(progress.now.asks).toMatchObject({ episode: 1, steps: ["mood"] });
    progress.asked();
    expect(progress.now.asks).toBeNull();
  });

  it("is the rest of it after a reload, though the next episode was on show before", () => {
    const progress = following();
    play(progress, 1, 0);
    play(progress, 1, 1);
    progress.shown(2, 1);
    progress.asked();
    const way = wayOn(asking, { progress: progress.now, ended: null });
    expect(way).toMatchObject({
      kind: "play",
      progress: { episode: 2, drawn: 1, asks: { attempt: 1, episode: 1, steps: ["mood"] } },
    });
  });

  it("follows the last episode, too, and one whose end the worker alone had put down", () => {
    const progress = following();
    play(progress, 1, 0);
    progress.shown(1, 1);
    progress.begun(1);
    const record = { step: "main", attempt: 1, episode: 1, steps: 7, reason: "total_steps" };
    const ended = { ...record, returns: { player: 4 } } as unknown as EpisodeEndRecord;
    const way = wayOn(asking, { progress: progress.now, ended });
    expect(way).toMatchObject({ kind: "over", progress: { asks: { attempt: 1, episode: 1 } } });
  });
});

describe("what is kept of a running episode", () => {
  it("is how much was played, once a second, and every pause", () => {
    let now = 0;
    const saved: [number, boolean][] = [];
    const progress = new Progress(step(), untouched("main"), {
      keep: async ({ played: { steps } }, { durable }) => void saved.push([steps, durable]),
      now: () => now,
    });
    for (let steps = 1; steps <= 25; steps++) {
      now += 100;
      progress.stands({ ...played, steps });
    }
    expect(saved).toEqual([
      [10, false],
      [20, false],
    ]);
    progress.paused(1);
    expect(saved.at(-1)).toEqual([25, false]);
  });
});
