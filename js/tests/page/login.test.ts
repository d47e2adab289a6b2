import { describe, expect, it } from "vitest";
import hashed from "../../../tests/data/login.json" with { type: "json" };
import type { LoginStep } from "../../src/generated/contract";
import { judgeLogin } from "../../src/page/login";

type Rules = Parameters<typeof judgeLogin>[0];

const open: Pick<LoginStep, keyof Rules> = {
  pattern: null,
  roles: {},
  salt: "5a17",
  allow: null,
  exclude: [],
};
const why = async (rules: Partial<Rules>, typed: string) => {
  const judgement = await judgeLogin({ ...open, ...rules }, typed);
  return judgement.ok ? null : judgement.why;
};

describe("an id that is typed", () => {
  it("is taken without what stands around it", async () => {
    expect(await judgeLogin(open, "  anna\t")).toEqual({
      ok: true,
      participant: "anna",
      role: null,
    });
    expect(await why({}, "   ")).toBe("empty");
  });

  it("is the same in the wide letters of other keyboards", async () => {
    const typed = await judgeLogin({ ...open, pattern: "[A-Z]{2}[0-9]{2}" }, "\u3000ＡＢ１２");
    expect(typed).toMatchObject({ participant: "AB12" });
  });

  it("has the study's form as a whole", async () => {
    const pattern = "[A-Z]{2}[0-9]{4}|test";
    for (const id of ["AB1234", "test"]) expect(await why({ pattern }, id)).toBeNull();
    for (const id of ["ab1234", "AB12345", "xtest", "AB1234\nAB1234"]) {
      expect(await why({ pattern }, id)).toBe("form");
    }
  });

  it("says by its form who comes", async () => {
    const roles = { tutor: "T[0-9]+", pupil: "[PT][0-9]{2}" };
    expect(await judgeLogin({ ...open, roles }, "T12")).toMatchObject({ role: "tutor" });
    expect(await judgeLogin({ ...open, roles }, "P12")).toMatchObject({ role: "pupil" });
    expect(await why({ roles }, "X12")).toBe("form");
  });

  it("is looked for by the hash that the build has made", async () => {
    for (const { salt, id, hash } of hashed) {
      expect(await why({ salt, allow: [hash] }, id)).toBeNull();
      expect(await why({ salt, allow: [] }, id)).toBe("unknown");
      expect(await why({ salt, allow: [hash], exclude: [hash] }, id)).toBe("excluded");
      expect(await why({ salt: `${salt}0`, exclude: [hash] }, id)).toBeNull();
    }
  });
});
