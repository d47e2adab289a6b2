import { describe, expect, it } from "vitest";
import type { Agent, Script as Plan } from "../../src/generated/contract";
import { toBase64 } from "../../src/shared/bytes";
import { Script } from "../../src/worker/script";

const discrete = {
  action_space: { n: 4, start: 0 },
  layout: { action: [{ path: [], dtype: "<i8", shape: [] }] },
} as unknown as Agent;
const box = {
  action_space: null,
  layout: { action: [{ path: [], dtype: "<f4", shape: [2] }] },
} as unknown as Agent;

function planOf(rows: ArrayBuffer, then: Plan["then"]): Plan {
  return { kind: "script", sha256: "", rows: toBase64(new Uint8Array(rows)), then };
}

const numbers = BigInt64Array.of(2n, 0n, 3n).buffer;

function taken(script: Script, count: number) {
  return Array.from({ length: count }, () => script.decide().action);
}

describe("Script", () => {
  it("begins again when its actions are used up", () => {
    expect(taken(new Script(planOf(numbers, "repeat"), discrete), 7)).toEqual([
      2, 0, 3, 2, 0, 3, 2,
    ]);
  });

  it("goes on with the last one, and begins anew in the next episode", () => {
    const script = new Script(planOf(numbers, "last"), discrete);
    expect(taken(script, 5)).toEqual([2, 0, 3, 3, 3]);
    script.begin();
    expect(taken(script, 2)).toEqual([2, 0]);
  });

  it("takes packed actions of any other space, and says where they come from", () => {
    const script = new Script(planOf(Float32Array.of(0.5, -1, 0, 2).buffer, "last"), box);
    const { action, intended, source, uniform } = script.decide();
    const bytes = Uint8Array.from(action as string, (letter) => letter.charCodeAt(0));
    expect([...new Float32Array(bytes.buffer)]).toEqual([0.5, -1]);
    expect([intended, source, uniform]).toEqual([action, "policy", Number.NaN]);
  });
});
