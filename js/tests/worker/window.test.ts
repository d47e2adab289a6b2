import { describe, expect, it, vi } from "vitest";
import type { Context } from "../../src/worker/view/context";
import { type Drawn, type Image, WindowPainter } from "../../src/worker/view/window";

/** A context that notes its calls; its matrix is the last one that was set. */
function spy(width: number, height: number): { context: Context; calls: string[] } {
  const calls: string[] = [];
  let matrix = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
  const target: Record<string, unknown> = {
    canvas: { width, height },
    globalAlpha: 1,
    getTransform: () => matrix,
    setTransform: (...values: (number | typeof matrix)[]) => {
      const [a, b, c, d, e, f] = values as number[];
      matrix = typeof values[0] === "object" ? values[0] : ({ a, b, c, d, e, f } as typeof matrix);
    },
    transform: (a: number, b: number, c: number, d: number) => {
      calls.push(`transform ${a} ${b} ${c} ${d}`);
      matrix = { ...matrix, a: matrix.a * a, d: matrix.d * d };
    },
    measureText: () => ({ width: 50 }),
  };
  const context = new Proxy(target, {
    get: (it, name: string) =>
      it[name] ??
      ((...values: unknown[]) => {
        calls.push([name, ...values.filter((value) => typeof value !== "object")].join(" "));
      }),
    set: (it, name: string, value) => {
      it[name] = value;
      calls.push(`${name} = ${value}`);
      return true;
    },
  });
  return { context: context as unknown as Context, calls };
}

const paint = { fill: "red", stroke: null, line_width: 1 };
const box: Drawn = { kind: "rectangle", x: 1, y: 2, width: 3, height: 4, radius: 0, ...paint };
const window = (...shapes: Drawn[]) => ({ width: 60, height: 40, background: "black", shapes });
const nothing = () => {
  throw new Error("no pixels are expected");
};

function stubImageData(): void {
  vi.stubGlobal("ImageData", class {});
}

describe("WindowPainter", () => {
  it("draws surfaces through their matrices, within their edges", () => {
    const { context, calls } = spy(120, 80);
    const painter = new WindowPainter(() => spy(1, 1).context);
    const flipped: Drawn = {
      kind: "group",
      matrix: [1, 0, 0, -1, 0, 40],
      clip: [0, 0, 30, 20],
      shapes: [box],
    };
    painter.draw(context, window(flipped), nothing);
    const from = calls.indexOf("transform 1 0 0 -1");
    expect(calls.slice(from, from + 5)).toEqual([
      "transform 1 0 0 -1",
      "save",
      "beginPath",
      "rect 0 0 30 20",
      "clip",
    ]);
    expect(calls.indexOf("roundRect 1 2 3 4 0")).toBeGreaterThan(from);
  });

  it("asks for pixels once, keeps them while they are shown, and drops them later", () => {
    stubImageData();
    const painter = new WindowPainter(() => spy(1, 1).context);
    const asked: number[] = [];
    const read = (pixels: number, take: (image: Image) => void) => {
      asked.push(pixels);
      take({ rgba: new Uint8Array(16), width: 2, height: 2 });
    };
    const pixels: Drawn = { kind: "pixels", pixels: 7, width: 2, height: 2 };
    const { context } = spy(60, 40);
    for (let picture = 0; picture < 3; picture++) painter.draw(context, window(pixels), read);
    expect(asked).toEqual([7]);
    for (let picture = 0; picture < 20; picture++) painter.draw(context, window(), read);
    painter.draw(context, window(pixels), read);
    expect(asked).toEqual([7, 7]);
    vi.unstubAllGlobals();
  });

  it("keeps enlarged pixels squares, unless the environment smoothed them", () => {
    stubImageData();
    const painter = new WindowPainter(() => spy(1, 1).context);
    const read = (_: number, take: (image: Image) => void) =>
      take({ rgba: new Uint8Array(16), width: 2, height: 2 });
    const pixels: Drawn = { kind: "pixels", pixels: 1, width: 2, height: 2 };
    const larger = { kind: "group" as const, matrix: [3, 0, 0, 3, 0, 0] as const };
    const { context, calls } = spy(60, 40);
    const group = { ...larger, matrix: [...larger.matrix] as [3, 0, 0, 3, 0, 0], shapes: [pixels] };
    painter.draw(context, window(group), read);
    painter.draw(context, window({ ...group, smooth: true }), read);
    expect(calls.filter((call) => call.startsWith("imageSmoothingEnabled"))).toEqual([
      "imageSmoothingEnabled = false",
      "imageSmoothingEnabled = true",
    ]);
    vi.unstubAllGlobals();
  });

  it("draws a group that can be seen through as one", () => {
    const scratch = spy(60, 40);
    const painter = new WindowPainter(() => scratch.context);
    const { context, calls } = spy(60, 40);
    painter.draw(
      context,
      window({ kind: "group", alpha: 0.25, shapes: [box, { ...box, x: 2 }] }),
      nothing,
    );
    expect(scratch.calls.filter((call) => call.startsWith("roundRect"))).toHaveLength(2);
    expect(calls).toContain("globalAlpha = 0.25");
    expect(calls).toContain("drawImage 0 0");
  });

  it("lets text end where the environment expects it", () => {
    const { context, calls } = spy(60, 40);
    const letters: Drawn = {
      kind: "letters",
      x: 5,
      baseline: 20,
      content: "hello",
      size: 16,
      bold: true,
      fill: "black",
      width: 40,
    };
    new WindowPainter(() => spy(1, 1).context).draw(context, window(letters), nothing);
    expect(calls).toContain("translate 5 20");
    expect(calls).toContain("scale 0.8 1");
    expect(calls).toContain("fillText hello 0 0");
  });
});
