/** What the last pages do, and in which order, without a browser. */

import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showEarlyEnd } from "../../src/page/early-end";
import { participation } from "../../src/page/participation";
import { consent } from "../../src/page/steps/consent";
import type { StepContext, StepOf } from "../../src/page/steps/context";
import { end } from "../../src/page/steps/end";
import { english } from "../../src/page/strings";
import {
  emptyIndexedDB,
  FakeLocks,
  FakeStore,
  ManualTime,
  manifest,
  openPage,
  testBrowser,
} from "../record/support";
import { type SomeElement, someDocument } from "./some-elements";

beforeEach(() => {
  emptyIndexedDB();
  vi.stubGlobal("document", someDocument);
});
afterEach(() => void vi.unstubAllGlobals());

const sorry: StepOf<"end"> = {
  kind: "end",
  id: "sorry",
  html: "<h1>You are too young</h1>",
  code: "NOT-NOW",
  redirect: "https://credit.example/?who={participant}",
  outcome: "screened_out",
};

/** Somebody at their last page, who comes anew or comes back. */
async function visit(store = new FakeStore()) {
  const recorder = await openPage(testBrowser(new ManualTime(), store, new FakeLocks()), {
    manifest: { ...manifest, steps: [] },
    search: new URLSearchParams("PROLIFIC_PID=anna"),
  });
  const shown: SomeElement[] = [];
  const log: unknown[] = [];
  const [goOffline, onBegun, onOver] = Array(3).fill(() => {});
  const taking = participation({ recorder, client: null, goOffline, onBegun, onOver });
  const screen = {
    show: (element: unknown) => void shown.push(element as SomeElement),
    announce: () => {},
    setCourse: () => {},
  };
  const context = {
    manifest: {
      ...manifest,
      debrief: "<p>What it was about</p>",
      completions: { screened_out: { html: "", code: "NO-PLACE", redirect: null } },
    },
    recorder,
    participation: taking,
    screen,
    strings: english,
    client: null,
    quotas: { settle: async () => void log.push("settle") },
    leaveRoom: () => void log.push("leaveRoom"),
    releaseBack: () => void log.push("releaseBack"),
    leaveFor: (address: string) => void log.push(address),
  } as unknown as StepContext;
  return { recorder, store, context, shown, log };
}

describe("who is screened out before the consent", () => {
  it("reads so and gets the code, and nothing is kept or sent", async () => {
    const { recorder, store, context, shown, log } = await visit();
    recorder.record({ type: "enter", step: "screening", index: 0 });
    expect(await end.run(sorry, context)).toEqual({ kind: "ended", outcome: "screened_out" });
    expect(shown).toHaveLength(1);
    expect(shown[0]?.textContent).toContain("You are too young");
    expect(shown[0]?.querySelector("output")?.textContent).toBe("NOT-NOW");
    expect(shown[0]?.querySelector("a")?.attributes.href).toBe("https://credit.example/?who=anna");
    expect(shown[0]?.textContent).not.toContain("What it was about");
    expect(log).toEqual(["releaseBack"]);
    expect(context.participation.over).toBe(true);
    expect(recorder.session).toBeNull();
    expect(await indexedDB.databases()).toEqual([]);
    expect(store.attempts).toEqual([]);
  });

  it("reads of no session, by a check of the form either", async () => {
    const { context, shown } = await visit();
    await showEarlyEnd("screened_out", context, async () => {});
    expect(shown).toHaveLength(1);
    expect(shown[0]?.textContent).toContain(english.earlyEnd.screened_out.title);
    expect(shown[0]?.textContent).not.toContain(english.withdrawal.session("").slice(0, 20));
    expect(shown[0]?.querySelector("output")?.textContent).toBe("NO-PLACE");
  });
});

describe("who declines after a reload, on a shared computer", () => {
  const asked: StepOf<"consent"> = {
    kind: "consent",
    id: "consent",
    html: "<h1>May we?</h1>",
    version: "1",
    sha256: "0".repeat(64),
    accept: "yes",
    decline: "no",
  };

  it("makes room for the next person, whether or not their wish can be sent", async () => {
    await (await visit()).recorder.begin();
    const store = new FakeStore();
    store.answer = () => Promise.reject(new TypeError("Failed to fetch"));
    const { context, shown, log } = await visit(store);
    void consent.run(asked, context);
    const buttons = shown[0]?.querySelector(".actions")?.children as SomeElement[];
    buttons.find(({ textContent }) => textContent === "no")?.dispatchEvent(new Event("click"));
    await vi.waitFor(() => expect(log).toEqual(["releaseBack", "leaveRoom"]));
    expect(shown.at(-1)?.textContent).toContain(english.withdrawal.doneTitle);
    expect(store.objects.size).toBe(0);
  });
});
