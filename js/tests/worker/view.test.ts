import { describe, expect, it, vi } from "vitest";
import { readable } from "../../src/shared/contrast";
import { parseAnsi, TextPainter } from "../../src/worker/view/ansi";
import { type Context, fit } from "../../src/worker/view/context";
import { drawScene } from "../../src/worker/view/draw";
import { Pictures, partsOf } from "../../src/worker/view/pictures";
import { fillPixels } from "../../src/worker/view/rgb";
import type { Scene } from "../../src/worker/view/shapes";

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

describe("readable", () => {
  it("leaves colours that can be told apart as they are", () => {
    expect(readable("#e8e6e3", "#16181d")).toBe("#e8e6e3");
    expect(readable("rgb(0 0 0)", "#ffffff")).toBe("rgb(0 0 0)");
  });

  it.each([
    ["#000000", "#16181d"],
    ["#2f6fd0", "#16181d"],
    ["#e8e6e3", "#c8322b"],
    ["#ffffff", "#cfcfcf"],
    ["rgb(118 118 118)", "rgb(119 119 119)"],
  ])("changes %s on %s until its contrast is 4.5", (front, back) => {
    const changed = readable(front, back);
    expect(changed).not.toBe(front);
    expect(readable(changed, back)).toBe(changed);
  });

  it("is what text is drawn with, but not pictures of block elements", () => {
    const { context, calls } = spy(600, 250);
    const fills: unknown[] = [];
    const fillText = (text: string) => fills.push([text, context.fillStyle]);
    Object.assign(context, { fillText });
    new TextPainter().draw(context, "\x1b[30mx\n\x1b[30m\u2588");
    expect(fills).toEqual([
      ["x", expect.stringMatching(/^rgb/)],
      ["\u2588", "#000000"],
    ]);
    expect(calls.length).toBeGreaterThan(0);
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

  const lake = "SFFF\nFHFH";

  it("keeps a board in the middle when a wider line comes and goes above it", () => {
    const texts = [`\n${lake}`, `(Right)\n${lake}`, `(Up)\n${lake}`];
    const [first, ...others] = places(600, 250, ...texts);
    expect(others).toEqual([first, first]);
    // Characters are 0.6 wide, and three lines of 1.25 fill 92 % of 250.
    const size = (250 * 0.92) / 3.75;
    expect(Number(first?.split(" ")[0])).toBeCloseTo((600 - 4 * 0.6 * size) / 2);
  });

  it("moves it as far as a line needs that nobody foresaw, and not back", () => {
    const texts = [`\n${lake}`, `(Backwards)\n${lake}`, `(Up)\n${lake}`];
    const [first, wide, narrow] = places(200, 100, ...texts);
    const size = (100 * 0.92) / 3.75;
    expect(Number(wide?.split(" ")[0])).toBeCloseTo(200 * 0.96 - 11 * 0.6 * size);
    expect(Number(first?.split(" ")[0])).toBeCloseTo((200 - 4 * 0.6 * size) / 2);
    expect(narrow).toBe(wide);
  });

  it("does not jump about with texts of ever other widths", () => {
    const [first, ...others] = places(900, 250, "Awake.\nDarkness.", "Hm.\nWho?", "Oh!\n?");
    expect(others.map((place) => place?.split(" ")[0])).toEqual(
      others.map(() => first?.split(" ")[0]),
    );
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
    drawScene(context, scene(), Pictures.none);
    expect(calls).toContain("setTransform(4 0 0 4 0 100)");
    // Nothing beyond the picture's edges, in the canvas's own units again, and no state is saved.
    expect(calls.slice(-3)).toEqual([
      "setTransform(1 0 0 1 0 0)",
      "clearRect(0 0 400 100)",
      "clearRect(0 300 400 100)",
    ]);
    expect(calls).not.toContain("save()");
  });

  it("draws every kind of shape", () => {
    const { context, calls } = spy(100, 50);
    const points: [number, number][] = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const box = { x: 10, y: 20, width: 30, height: 10, radius: 2, angle: 180, alpha: 0.5 };
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
        { kind: "ellipse", x: 1, y: 2, radius_x: 3, radius_y: 4, ...paint },
        { kind: "arc", x: 5, y: 6, radius: 7, start: 0, end: 180, ...paint, stroke: "navy" },
        { kind: "layer", id: "floor", shapes: [{ kind: "polygon", points, ...paint, angle: 90 }] },
      ),
      Pictures.none,
    );
    const drawn = calls.slice(calls.indexOf("fillRect(0 0 100 50)") + 1).join("\n");
    expect(drawn).toContain(
      `translate(25 25)\nrotate(${Math.PI})\ntranslate(-25 -25)\nbeginPath()\n` +
        "roundRect(10 20 30 10 2)\nfill() red",
    );
    expect(drawn).toContain(`arc(1 2 3 0 ${2 * Math.PI})\nfill() red\nstroke() blue`);
    expect(drawn).toContain("lineTo(1 2)\nlineTo(3 4)\nlineTo(5 6)\nstroke() green");
    expect(drawn).toContain("lineTo(5 6)\nclosePath()\nfill() red");
    expect(drawn).toContain("fillText(hi 7 8)");
    expect(drawn).toContain(`ellipse(1 2 3 4 0 0 ${2 * Math.PI})\nfill() red`);
    const half = `arc(5 6 7 0 ${Math.PI})`;
    expect(drawn).toContain(`moveTo(5 6)\n${half}\nclosePath()\nfill() red`);
    expect(drawn).toContain(`beginPath()\n${half}\nstroke() navy`);
    expect(drawn).toContain(`translate(3 4)\nrotate(${Math.PI / 2})\ntranslate(-3 -4)`);
    expect(context.font).toBe("bold 9px system-ui, sans-serif");
  });

  it("refuses a shape that it does not know", () => {
    const star = { kind: "star" } as unknown as Scene["shapes"][number];
    expect(() => drawScene(spy(1, 1).context, scene(star), Pictures.none)).toThrow('"star"');
  });

  it("shares the alpha of a layer among its shapes", () => {
    const { context, state } = spy(100, 50);
    const alphas: unknown[] = [];
    Object.assign(state, { globalAlpha: 1, fill: () => alphas.push(state.globalAlpha) });
    const dot = { kind: "circle", x: 1, y: 2, radius: 3, ...paint, alpha: 0.5 } as const;
    drawScene(
      context,
      scene({ kind: "layer", id: "faint", shapes: [dot], alpha: 0.5 }),
      Pictures.none,
    );
    expect(alphas).toEqual([0.25]);
  });
});

describe("images and atlases", () => {
  const bitmap = { width: 64, height: 48 } as ImageBitmap;
  const picture = { file: "media/a.png", sha256: "" };
  const place = { x: 10, y: 20, width: 30, height: 40 };
  const sceneOf = (...shapes: Scene["shapes"]): Scene => ({
    width: 100,
    height: 100,
    background: "white",
    shapes,
  });

  async function load() {
    vi.stubGlobal("createImageBitmap", async () => bitmap);
    return Pictures.load(
      {
        images: { tree: picture },
        atlases: { cars: { picture, frames: { red: [16, 0, 8, 8] }, grid: null } },
        sounds: {},
      },
      async () => new Blob(),
    ).finally(() => vi.unstubAllGlobals());
  }

  it("are drawn whole, by their frames, and mirrored", async () => {
    const { context, calls } = spy(100, 100);
    const shapes: Scene["shapes"] = [
      { kind: "image", image: "tree", ...place, flip: false },
      { kind: "sprite", atlas: "cars", frame: "red", ...place, flip: true },
    ];
    drawScene(context, sceneOf(...shapes), await load());
    const drawn = calls.join("\n");
    expect(drawn).toContain(`drawImage(${bitmap} 0 0 64 48 10 20 30 40)`);
    expect(drawn).toContain(
      `translate(50 0)\nscale(-1 1)\ndrawImage(${bitmap} 16 0 8 8 10 20 30 40)`,
    );
  });

  it("are named, with those that there are, where one is missing", async () => {
    const pictures = await load();
    const draw = (shape: Scene["shapes"][number]) => () =>
      drawScene(spy(1, 1).context, sceneOf(shape), pictures);
    const image = { kind: "image", ...place, flip: false } as const;
    const sprite = { kind: "sprite", ...place, flip: false } as const;
    expect(draw({ ...image, image: "bush" })).toThrow(
      'the image "bush", but exp.yml declares: tree',
    );
    expect(draw({ ...sprite, atlas: "vans", frame: "0" })).toThrow('atlas "vans"');
    expect(draw({ ...sprite, atlas: "cars", frame: "blue" })).toThrow(
      'the frame of the atlas "cars" "blue", but exp.yml declares: red',
    );
  });

  it("have the frames of a grid row by row, without what is left over", () => {
    const parts = partsOf({ frames: {}, grid: [20, 24] }, { width: 64, height: 48 });
    expect([...parts.keys()]).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect(parts.get("4")).toEqual([20, 24, 20, 24]);
  });
});
