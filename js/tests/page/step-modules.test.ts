import { expect, it } from "vitest";
import type { StepContext, StepOf } from "../../src/page/steps/context";
import { StepModules } from "../../src/page/steps/registry";
import { LoadError } from "../../src/page/study";

const files = new URL("https://lab.example/study/v/0a/");
const context = {} as StepContext;
const step = (kind: "game" | "rank") => ({ kind, id: "it" }) as unknown as StepOf<"game">;

/** A site that answers with these, one after the other. */
function site(...answers: (object | Error)[]) {
  const asked: string[] = [];
  const load = async (address: string) => {
    asked.push(address.replace(files.href, ""));
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, modules: new StepModules(files, load) };
}

const running = (kind: string) => ({
  [kind]: { kind, run: async ({ id }: { id: string }) => ({ kind: "ended", outcome: id }) },
});

it("loads each script that the steps need once, before they come", async () => {
  const { asked, modules } = site(running("game"), { ...running("rank"), ...running("watch") });
  modules.prepare([{ kind: "page" }, { kind: "game" }, { kind: "form" }, { kind: "game" }]);
  modules.prepare([{ kind: "rank" }, { kind: "watch" }, { kind: "end" }]);
  expect(asked).toEqual(["game.js", "judging.js"]);
  expect(await modules.run(step("game"), context)).toEqual({ kind: "ended", outcome: "it" });
  expect(await modules.run(step("rank") as never, context)).toMatchObject({ kind: "ended" });
  expect(asked).toEqual(["game.js", "judging.js"]);
});

it("loads nothing for what its own script shows", () => {
  const { asked, modules } = site();
  const kinds = [
    "page",
    "login",
    "consent",
    "form",
    "media",
    "wait",
    "microphone",
    "fullscreen",
    "end",
  ] as const;
  modules.prepare(kinds.map((kind) => ({ kind })));
  expect(asked).toEqual([]);
});

it("asks again for a script that did not come", async () => {
  const { asked, modules } = site(new TypeError("no network"), running("game"));
  modules.prepare([{ kind: "game" }]);
  await expect(modules.run(step("game"), context)).rejects.toThrow(LoadError);
  expect(await modules.run(step("game"), context)).toMatchObject({ kind: "ended" });
  expect(asked).toEqual(["game.js", "game.js"]);
});

it("says which script is missing", async () => {
  const { modules } = site(new TypeError("no network"));
  await expect(modules.run(step("game"), context)).rejects.toThrow(
    "/study/v/0a/game.js could not be loaded (no answer).",
  );
});
