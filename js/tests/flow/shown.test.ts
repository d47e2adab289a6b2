import { describe, expect, it } from "vitest";
import type { Expression } from "../../src/generated/contract";
import { wantedFacts } from "../../src/page/flow/references";
import { filledIn } from "../../src/page/flow/shown";

const at = (...path: string[]): Expression => ({ kind: "reference", path });
const half: Expression = {
  kind: "operation",
  operator: "/",
  operands: [at("results", "play", "return"), { kind: "constant", value: 8 }],
};
const place = (index: number) => `<output data-shown="${index}"></output>`;
const facts = {
  answers: { about: { name: '<b>&"O\'Neill"</b>', devices: ["mouse", "a<b"], none: null } },
  results: { play: { return: 12345 } },
  params: {},
  conditions: {},
};
const step = (...shown: Expression[]) => ({ html: shown.map((_, i) => place(i)).join(" "), shown });
const text = (html: string) => html.replace(/<\/?output>/g, "");

describe("what a page shows of the session", () => {
  it("is computed as it is then, and written as the language has it", () => {
    const page = step(at("results", "play", "return"), half);
    expect(text(filledIn(page, facts, "en").html)).toBe("12,345 1,543.13");
    expect(text(filledIn(page, facts, "de").html)).toBe("12.345 1.543,13");
  });

  it("is text and never HTML, whatever somebody typed", () => {
    const page = step(at("answers", "about", "name"), at("answers", "about", "devices"));
    expect(text(filledIn(page, facts, "en").html)).toBe(
      "&lt;b&gt;&amp;&quot;O&#39;Neill&quot;&lt;/b&gt; mouse, a&lt;b",
    );
  });

  it("is a dash where nothing is known", () => {
    const nothing = step(at("answers", "about", "none"), at("results", "other", "mean"));
    expect(text(filledIn(nothing, facts, "en").html)).toBe("– –");
  });

  it("leaves a page alone that shows nothing", () => {
    const page = { html: `<p>${place(0)}</p>` };
    expect(filledIn(page, facts, "en")).toBe(page);
  });

  it("is kept, if it is an answer, until it is shown", () => {
    const pages = [
      { ...step(half, at("answers", "about", "name")), kind: "page", id: "p" } as const,
    ];
    expect([...wantedFacts({ flow: [], factors: [], steps: pages })]).toEqual([
      "results.play.return",
      "answers.about.name",
    ]);
  });
});
