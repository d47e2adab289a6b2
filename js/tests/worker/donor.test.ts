/** Sessions that are yoked to another one: what its record gives, and when it is used up. */

import { describe, expect, it } from "vitest";
import type {
  Agent,
  ArrayField,
  DonorActions,
  DonorFile,
  GameStep,
} from "../../src/generated/contract";
import { fromLatin1, gzip, toBase64 } from "../../src/shared/bytes";
import { plainRules } from "../../src/shared/plain-rules";
import { Donor, donorOf } from "../../src/worker/donor";
import { ACTS } from "../../src/worker/environment";
import { Limits } from "../../src/worker/limits";
import { FakeTiming } from "./fake-timing";

const session = "0123456789abcdef0123456789abcdef";
const noOutput = new Uint8Array(0);

function agent(actor: string, action: ArrayField[], isDiscrete: boolean): Agent {
  return {
    actor,
    action_space: isDiscrete ? { n: 3, start: -1 } : null,
    layout: { observation: [], action, output: [] },
    recorded: { rule: { keep: "all", every: 1, downsample: 1 }, layout: [] },
  };
}

const agents = {
  cart: agent("donor", [{ path: [], dtype: "<i8", shape: [] }], true),
  voice: agent("donor", [{ path: [], dtype: "exact", shape: [] }], false),
  me: agent("human", [{ path: [], dtype: "<i8", shape: [] }], true),
};
const files: DonorFile[] = ["a", "b", "c"].map((file) => ({ file, sha256: "" }));
const lists = { lists: [[1], [2], [3]], by: null, donors: ["a", "b", "c"], actions: files };
const step = { id: "main", agents, rules: { ...plainRules, seed_lists: lists } };

const numbers = (...actions: number[]) =>
  new Uint8Array(BigInt64Array.from(actions, BigInt).buffer);
const words = (...texts: string[]) =>
  Uint8Array.from(texts.flatMap((text) => [text.length, 0, 0, 0, ...fromLatin1(text)]));
const packed = async (rows: Uint8Array<ArrayBuffer>) => toBase64(await gzip(rows));

/** Two episodes: in the first the cart acts three times and the voice twice, in the second nobody. */
async function actions(): Promise<DonorActions> {
  const first = { cart: await packed(numbers(1, -1, 0)), voice: await packed(words('"ö"', "")) };
  const none = { cart: await packed(numbers()), voice: await packed(words()) };
  return {
    format: "gymbrowser.donor/1",
    session,
    episodes: [
      { steps: 4, actions: first },
      { steps: 0, actions: none },
    ],
  };
}

async function found(
  list: number | null = 1,
  game: Pick<GameStep, "id" | "agents" | "rules"> = step,
) {
  const read: string[] = [];
  const donor = await donorOf(game, {
    list,
    session,
    read: ({ file }) => {
      read.push(file);
      return actions();
    },
  });
  return { donor: donor as Donor, read };
}

const acting = (...names: string[]) => ({
  flags: (name: string) => (names.includes(name) ? ACTS : 0),
});

describe("a donor", () => {
  it("is the one that the address names, and no other is loaded", async () => {
    expect((await found(2)).read).toEqual(["c"]);
  });

  it("is drawn by the session where none is named, always the same", async () => {
    const [first, again] = [await found(null), await found(null)];
    expect(first.read).toHaveLength(1);
    expect(again.read).toEqual(first.read);
  });

  it("is nobody where a game takes seeds alone", async () => {
    const rules = { ...plainRules, seed_lists: { ...lists, actions: null } };
    const { donor, read } = await found(1, { ...step, rules });
    expect([donor, read]).toEqual([null, []]);
  });

  it("does the same again, agent by agent", async () => {
    const { donor } = await found();
    for (let again = 0; again < 2; again++) {
      donor.begin(0);
      const [cart, voice] = [donor.actorOf("cart"), donor.actorOf("voice")];
      const did = [cart, cart, voice, cart, voice].map(
        (actor) => (actor.decide(noOutput, 0) as { action: unknown }).action,
      );
      expect(did).toEqual([1, -1, '\x03\x00\x00\x00"ö"', 0, "\x00\x00\x00\x00"]);
      expect(() => cart.decide(noOutput, 0)).toThrow("no more");
    }
  });

  it("says of every action that it is a donor's", async () => {
    const { donor } = await found();
    donor.begin(0);
    expect(donor.actorOf("cart").decide(noOutput, 0)).toEqual({
      action: 1,
      intended: 1,
      source: "donor",
      inputT: Number.NaN,
      uniform: Number.NaN,
      output: noOutput,
    });
  });

  it("acts for nobody else, and has no more episodes than it played", async () => {
    const { donor } = await found();
    expect(() => donor.actorOf("me")).toThrow("does not act for me");
    expect(() => donor.begin(2)).toThrow("no episode 2");
  });

  it("is over after its steps, or where an agent would have to act once more", async () => {
    const { donor } = await found();
    donor.begin(0);
    const voice = donor.actorOf("voice");
    expect(donor.isOver(3, acting("cart", "voice"))).toBe(false);
    expect(donor.isOver(4, acting())).toBe(true);
    voice.decide(noOutput, 0);
    voice.decide(noOutput, 0);
    expect(donor.isOver(3, acting("cart"))).toBe(false);
    expect(donor.isOver(3, acting("voice"))).toBe(true);
    donor.begin(1);
    expect(donor.isOver(0, acting())).toBe(true);
  });

  it("says what it has judged once the step is there, each of it once", () => {
    const feedback = [0, 2, 2, 5].map((after, value) => ({ after, name: "good", value }));
    const donor = new Donor([], [{ steps: 4, actions: new Map(), feedback }]);
    donor.begin(0);
    const judged = [0, 1, 3, 4].map((steps) => donor.judged(steps).map(({ value }) => value));
    expect(judged).toEqual([[0], [], [1, 2], []]);
    // Where it acts for nobody, others may play on.
    expect(donor.isOver(100, acting())).toBe(false);
    donor.begin(0);
    expect(donor.judged(9)).toHaveLength(4);
  });

  it("ends the episode, if nothing else has ended it before", async () => {
    const { donor } = await found();
    const limits = new Limits({
      rules: { ...plainRules, limits: { ...plainRules.limits, score: 5 } },
      scored: "me",
      until: null,
      donorIsOver: (steps) => donor.isOver(steps, acting()),
      timing: new FakeTiming(),
      onTime: () => {},
    });
    donor.begin(0);
    limits.begin();
    expect(limits.judge({ steps: 3, returns: { me: 0 } })).toBeNull();
    expect(limits.judge({ steps: 4, returns: { me: 0 } })).toBe("donor");
    expect(limits.judge({ steps: 4, returns: { me: 5 } })).toBe("max_score");
    donor.begin(1);
    limits.begin();
    expect(limits.stopped({ steps: 0, returns: {} })).toBe("donor");
  });
});
