import { describe, expect, it } from "vitest";
import { parseAnsi, TextPainter } from "../../src/worker/view/ansi";
import { type Context, fit } from "../../src/worker/view/context";
import { drawScene, type Scene } from "../../src/worker/view/draw";
import { fillPixels } from "../../src/worker/view/rgb";

/** A canvas that writes down what is called on it, and with which paint. */
function spy(width: number, height: number) {
  const calls: string[] = [];
  const state: Record<string, unknown> = { canvas: { width, height } };
  const context = new Proxy(state, {
    get(target, name: string) {
      if (name === "measureText") return () => ({ width: 60 });
      if (name in target) return target[name];
      return (...args: unknown[]) => {
        const paint = { fill: state.fillStyle, stroke: state.strokeStyle }[name];
        calls.push(`${name}(${args.join(" ")})${paint === undefined ? "" : ` ${paint}`}`);
      };
    },
  }) as unknown as Context;
  return { context, calls, state };
}

describe("fit", () => {
  it("is the largest place, in the middle", () => {
    const picture = { width: 100, height: 50 };
    expect(fit(picture, { width: 400, height: 400 })).toEqual({ scale: 4, x: 0, y: 100 });
    expect(fit(picture, { width: 50, height: 25 })).toEqual({ scale: 0.5, x: 0, y: 0 });
  });
});

describe("fillPixels", () => {
  it("makes opaque RGBA", () => {
    const pixels = new Uint32Array(2);
    fillPixels(pixels, Uint8Array.of(1, 2, 3, 255, 254, 253));
    expect([...new Uint8Array(pixels.buffer)]).toEqual([1, 2, 3, 255, 255, 254, 253, 255]);
  });
});

describe("parseAnsi", () => {
  const plain = { color: null, background: null, bold: false, inverse: false };

  it("reads FrozenLake's highlighted cell", () => {
    expect(parseAnsi("  (Right)\nS\x1b[41mF\x1b[0mFF\n")).toEqual([
      [{ ...plain, text: "  (Right)" }],
      [
        { ...plain, text: "S" },
        { ...plain, text: "F", background: "#c8322b" },
        { ...plain, text: "FF" },
      ],
    ]);
  });

  it("keeps blank lines but for the last feed, and styles over line feeds", () => {
    expect(parseAnsi("\x1b[1;92ma\n\nb\n\n")).toEqual([
      [{ ...plain, bold: true, color: "#52c063", text: "a" }],
      [],
      [{ ...plain, bold: true, color: "#52c063", text: "b" }],
      [],
    ]);
  });

  it.each([
    ["38;5;196", { color: "rgb(255 0 0)" }],
    ["38;5;9", { color: "#ef5b50" }],
    ["48;5;255", { background: "rgb(238 238 238)" }],
    ["48;2;1;2;3;1", { background: "rgb(1 2 3)", bold: true }],
    ["31;39", {}],
    ["7", { inverse: true }],
    ["7;27", {}],
    ["1;22;104", { background: "#6ba1f5" }],
    ["1;", {}],
    ["", {}],
    ["4;99", {}],
  ])("knows the code %s", (codes, change) => {
    expect(parseAnsi(`\x1b[${codes}mx`)).toEqual([[{ ...plain, ...change, text: "x" }]]);
  });

  it("drops other control sequences", () => {
    expect(parseAnsi("\x1b[2J\x1b[?25la\rb\x1b[1A")).toEqual([[{ ...plain, text: "a" + "b" }]]);
  });
});

describe("TextPainter", () => {
  it("puts every run into its cells", () => {
    const { context, calls } = spy(600, 250);
    new TextPainter().draw(context, "ab\n\x1b[7mc");
    const texts = calls.filter((call) => call.startsWith("fillText"));
    expect(texts).toHaveLength(2);
    const [first, second] = texts.map((call) => call.match(/[\d.]+/g)?.map(Number) ?? []);
    expect(first?.[0]).toBe(second?.[0]);
    expect((second?.[1] ?? 0) - (first?.[1] ?? 0)).toBeCloseTo((250 * 0.92) / 2);
  });
});

describe("TextPainter over time", () => {
  it("keeps the size of its letters when a line goes", () => {
    const { context, calls } = spy(600, 250);
    const painter = new TextPainter();
    painter.draw(context, "ab\ncd");
    const font = context.font;
    painter.draw(context, "a");
    expect(context.font).toBe(font);
    expect(calls.at(-1)).toMatch(/^fillText\(a /);
  });

  /** Where the last line of each text was drawn: "x y". */
  function places(width: number, height: number, ...texts: string[]) {
    const { context, calls } = spy(width, height);
    const painter = new TextPainter();
    return texts.map((text) => {
      painter.draw(context, text);
      return calls.at(-1)?.replace(/^fillText\(\S+ |\)/g, "");
    });
  }

  it("keeps a board where it is when a wider line comes and goes above it", () => {
    const [first, ...others] = places(600, 250, "\nSFFF", "(Right)\nSFFF", "(Up)\nSFFF");
    expect(others).toEqual([first, first]);
  });

  it("does not move it sideways even where the wider line makes it smaller", () => {
    const [first, wide, narrow] = places(200, 100, "\nSFFF", "(Backwards)\nSFFF", "(Up)\nSFFF");
    expect(wide?.split(" ")[0]).toBe(first?.split(" ")[0]);
    expect(narrow).toBe(wide);
  });
});

describe("drawScene", () => {
  const paint = { fill: "red", stroke: null, line_width: 1 };
  const scene = (...shapes: Scene["shapes"]): Scene => ({
    width: 100,
    height: 50,
    background: "white",
    shapes,
  });

  it("draws at the canvas's own pixels", () => {
    const { context, calls } = spy(400, 400);
    drawScene(context, scene());
    expect(calls).toContain("setTransform(4 0 0 4 0 100)");
    expect(calls.slice(-2)).toEqual(["fillRect(0 0 100 50)", "restore()"]);
  });

  it("draws every kind of shape", () => {
    const { context, calls } = spy(100, 50);
    const points: [number, number][] = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const box = { x: 10, y: 20, width: 30, height: 10, radius: 2, angle: 180 };
    drawScene(
      context,
      scene(
        { kind: "rectangle", ...box, ...paint },
        { kind: "circle", x: 1, y: 2, radius: 3, ...paint, stroke: "blue" },
        { kind: "line", points, fill: null, stroke: "green", line_width: 3 },
        { kind: "polygon", points, ...paint },
        {
          kind: "text",
          x: 7,
          y: 8,
          content: "hi",
          size: 9,
          fill: "teal",
          align: "right",
          bold: true,
        },
      ),
    );
    const drawn = calls.slice(calls.indexOf("fillRect(0 0 100 50)") + 1).join("\n");
    expect(drawn).toContain(
      `translate(25 25)\nrotate(${Math.PI})\nbeginPath()\nroundRect(-15 -5 30 10 2)\nfill() red`,
    );
    expect(drawn).toContain(`arc(1 2 3 0 ${2 * Math.PI})\nfill() red\nstroke() blue`);
    expect(drawn).toContain("lineTo(1 2)\nlineTo(3 4)\nlineTo(5 6)\nstroke() green");
    expect(drawn).toContain("lineTo(5 6)\nclosePath()\nfill() red");
    expect(drawn).toContain("fillText(hi 7 8)");
    expect(context.font).toBe("bold 9px system-ui, sans-serif");
  });

  it("refuses a shape that it does not know", () => {
    const star = { kind: "star" } as unknown as Scene["shapes"][number];
    expect(() => drawScene(spy(1, 1).context, scene(star))).toThrow('"star"');
  });
});
