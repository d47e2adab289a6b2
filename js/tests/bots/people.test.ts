import { describe, expect, test } from "vitest";
import { Coverage } from "../../src/bots/coverage";
import { Ids, madeBy, strangers } from "../../src/bots/ids";
import { Mind } from "../../src/bots/mind";
import { blank } from "../../src/bots/plan";
import { Taste } from "../../src/bots/taste";
import { sentTo } from "../../src/bots/tests";
import { retrace } from "../../src/bots/window/retrace";
import type { Expression, FlowNode, LoginStep, Manifest } from "../../src/generated/contract";
import { judgeLogin } from "../../src/page/login";
import { sha256Hex } from "../../src/shared/bytes";
import { Xoshiro128StarStar } from "../../src/shared/random";

const stream = new Xoshiro128StarStar([1, 2, 3, 4]);
const uniform = () => stream.uniform();

const isTold = (factor: string): Expression => ({
  kind: "reference",
  path: ["conditions", factor],
});
const [skilled, rare] = [isTold("skilled"), isTold("rare")];
const step = (at: number, when: Expression | null = null): FlowNode => ({
  kind: "step",
  step: at,
  when,
});
const steps = ["form", "young", "secret", "end"].map((id) => ({ kind: "page", id, html: "" }));
const manifest = { steps, flow: [], factors: [], withdrawal: null } as unknown as Manifest;
const options = ["red", "green"].map((value) => ({ value, label: value }));
const choice = { name: "q", prompt: "?", required: true, kind: "choice", options } as const;

describe("a mind", () => {
  const check = { answer: "red", on_fail: "record", right: "", wrong: "" } as const;
  const checked = { ...choice, options: [...choice.options], multiple: false, check };
  const quiz = { attempts: 2, on_fail: "screen_out" };
  const form = { kind: "form", id: "f", html: "", questions: [checked], quiz } as never;

  test("who reads with care passes every check, and who does not fails it", () => {
    const given = (care: number) => new Mind({ ...blank(0, {}), care }, uniform).answers(form);
    expect(given(1).map(([, held]) => held)).toEqual(["red"]);
    expect(given(0).map(([, held]) => held)).toEqual(["green"]);
  });

  test("a quiz that nobody has failed is failed on purpose", () => {
    const coverage = new Coverage({ ...manifest, steps: [form], flow: [step(0)] });
    expect(coverage.missing("outcome")).toEqual(["screened_out"]);
    coverage.examined("f", true);
    const [test] = coverage.missingTests;
    expect(test?.name).toBe("the quiz `f`: failed");
    const plan = sentTo(blank(0, {}), test as NonNullable<typeof test>);
    expect(new Mind(plan, uniform).answers(form).map(([, held]) => held)).toEqual(["green"]);
  });
});

describe("taste", () => {
  const gold = [{ clips: ["good", "bad"], better: "good" }];
  const compare = { tie: true, cant_tell: false, gold } as never;
  const tasteOf = (care: number) => new Taste(new Mind({ ...blank(0, {}), care }, uniform));

  test("who reads with care finds the better clip, and prefers the same one again", () => {
    const taste = tasteOf(1);
    expect(taste.prefer(compare, ["bad", "good"])).toBe("second");
    const before = taste.prefer(compare, ["one", "two"]);
    const swapped = { first: "second", second: "first", tie: "tie", cant_tell: "" } as const;
    expect(taste.prefer(compare, ["two", "one"])).toBe(swapped[before]);
  });

  test("who does not never finds it", () => {
    const taste = tasteOf(0);
    for (let times = 0; times < 20; times++) {
      expect(taste.prefer(compare, ["good", "bad"])).not.toBe("first");
    }
  });
});

describe("ids", () => {
  const login: LoginStep = {
    kind: "login",
    id: "who",
    html: "",
    label: "",
    pattern: null,
    roles: { tutor: "T[0-9]{3}", pupil: "P[0-9]{3}" },
    salt: "salt",
    allow: null,
    exclude: [],
  };

  test.each(["[0-9a-f]{24}", "([A-Z]{2}|x)[0-9]+", "\\w\\.?"])("%s: made by it", (pattern) => {
    for (let times = 0; times < 50; times++) {
      expect(madeBy(pattern, uniform)).toMatch(new RegExp(`^(?:${pattern})$`));
    }
  });

  test("no two bots have the same, as long as there are enough", () => {
    const ids = new Ids();
    const made = Array.from({ length: 10 }, () => ids.make("[0-9]", uniform));
    expect(new Set(made).size).toBe(10);
  });

  test("a login takes what was made for a role, or what its list has", async () => {
    const ids = new Ids();
    const none = { allow: null, exclude: [] };
    expect(await ids.known(login, none, "pupil", uniform)).toMatch(/^P\d{3}$/);
    const listed = { allow: ["T001", "P002"], exclude: [] };
    const hashed = { ...login, allow: await Promise.all(listed.allow.map(hash)) };
    expect(await ids.known(hashed, listed, "pupil", uniform)).toBe("P002");
    await expect(ids.known(hashed, listed, "wizard", uniform)).rejects.toThrow("`wizard`");
  });

  test("who must not come in is refused for the reason that they should be", async () => {
    const lists = { allow: null, exclude: ["T001"] };
    const strict = { ...login, exclude: [await hash("T001")] };
    for (const [typed, why] of strangers(strict, lists)) {
      expect(await judgeLogin(strict, typed)).toEqual({ ok: false, why });
    }
    expect(strangers(strict, lists)).toHaveLength(3);
  });

  const hash = async (id: string) =>
    (await sha256Hex(new TextEncoder().encode(`salt/${id}`))).slice(0, 32);
});

describe("the way behind a participant", () => {
  const block = {
    kind: "block",
    id: "b",
    when: skilled,
    order: "shuffled",
    choose: null,
    repeat: null,
    nodes: [step(0), step(2, rare)],
  } as FlowNode;
  const study = { ...manifest, flow: [step(0), block, step(3)] };

  test.each([
    [0, [], "form", []],
    [1, [true, [1, 0], true], "secret", [true, true]],
    [2, [true, [1, 0], true], "form", [true, true]],
    [1, [false], "end", [false]],
    [5, [], null, []],
  ])("at step %i, with %j decided, it is %s", async (index, decisions, id, decided) => {
    const told: boolean[] = [];
    const orders: number[][] = [];
    const found = await retrace(study, index, decisions, {
      decided: (_, value) => told.push(value),
      ordered: (_block, _pass, order) => orders.push(order),
    });
    expect(found?.id ?? null).toBe(id);
    expect(told).toEqual(decided);
    expect(orders).toHaveLength(decisions.length > 1 ? 1 : 0);
  });
});
