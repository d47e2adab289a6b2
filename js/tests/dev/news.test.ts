import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { carried, carryOver } from "../../src/dev/carry";
import { reactionTo } from "../../src/dev/news";
import { Connection, type SessionRow } from "../../src/shared/database";

const problem = { what: "no `steps`", where: "exp.yml:1", why: null, remedy: null, quote: null };

describe("what a page of a preview does", () => {
  test.each([
    ["a new site", { site: "b", problems: [] }, "a", "reload"],
    ["the first site", { site: "a", problems: [] }, null, "reload"],
    ["the same site", { site: "a", problems: [] }, "a", "rest"],
    ["something wrong", { site: "a", problems: [problem] }, "a", "complain"],
    ["nothing yet", { site: null, problems: [] }, null, "rest"],
  ] as const)("%s", (_, news, shown, reaction) => {
    expect(reactionTo({ ...news, problems: [...news.problems] }, shown)).toBe(reaction);
  });
});

describe("a running session", () => {
  const row = { session: "1", site: "old", ended: null } as SessionRow;

  test("goes on with the new site where the steps come as before, and ends otherwise", () => {
    expect(carried(row, "new", true)).toEqual({ ...row, site: "new" });
    expect(carried(row, "new", false)).toEqual({ ...row, ended: "superseded" });
  });

  test("is found in the database; one of this site stays as it is", async () => {
    const connection = new Connection("gymbrowser:study:/");
    const rows = [row, { ...row, session: "2", site: "new" }];
    await connection.use(async (database) => {
      for (const one of rows) await database.put("sessions", one);
    });
    const asked: string[] = [];
    await carryOver(["gymbrowser:study:/"], "new", async (earlier) => {
      asked.push(earlier);
      return true;
    });
    expect(asked).toEqual(["old"]);
    const found = await connection.use((database) => database.getAll("sessions"));
    expect(found.map(({ site }) => site)).toEqual(["new", "new"]);
  });
});
