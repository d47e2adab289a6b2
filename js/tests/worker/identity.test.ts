import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mendIdentity } from "../../src/worker/snapshot/identity";

const { get } = WebAssembly.Table.prototype;
const { Instance, instantiate, instantiateStreaming } = WebAssembly;

/** WebAssembly's binary format: sections of one byte's length are enough here. */
const section = (id: number, ...content: number[]) => [id, content.length, ...content];
const text = (name: string) => [name.length, ...new TextEncoder().encode(name)];
const binary = (...sections: number[][]) =>
  Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat());
const type = section(1, 1, 0x60, 0, 0);
const tableName = text("__indirect_function_table");
const twoFunctions = section(3, 2, 0, 0);
const twoBodies = section(10, 2, 2, 0, 0x0b, 2, 0, 0x0b);

/** Like Emscripten's program: a table of functions 0, 1 and 1 again, of which 1 is exported as `f`. */
const program = binary(
  type,
  twoFunctions,
  section(4, 1, 0x70, 0, 3),
  section(7, 2, ...text("f"), 0, 1, ...tableName, 1, 0),
  section(9, 1, 0, 0x41, 0, 0x0b, 3, 0, 1, 1),
  twoBodies,
);
/** Like a library of it: function 1, exported as `g`, lies where the library's part begins. */
const library = binary(
  type,
  section(
    2,
    ...[2, ...text("env"), ...tableName, 1, 0x70, 0, 0],
    ...[...text("env"), ...text("__table_base"), 3, 0x7f, 0],
  ),
  twoFunctions,
  section(7, 1, ...text("g"), 0, 1),
  section(9, 1, 0, 0x23, 0, 0x0b, 1, 1),
  twoBodies,
);

interface Program extends WebAssembly.Exports {
  f: () => void;
  __indirect_function_table: WebAssembly.Table;
}

const tableOf = ({ exports }: WebAssembly.Instance) => exports as Program;

afterEach(() => {
  WebAssembly.Table.prototype.get = get;
  Object.assign(WebAssembly, { Instance, instantiate, instantiateStreaming });
});

it("leaves a browser alone that keeps to the standard", () => {
  expect(mendIdentity()).toBe(false);
  expect(WebAssembly.Table.prototype.get).toBe(get);
});

describe("where a table gives other objects than those that are exported", () => {
  beforeEach(() => {
    WebAssembly.Table.prototype.get = function (index: number) {
      const found = get.call(this, index);
      if (found === null) return null;
      const another = () => found();
      return Object.defineProperty(another, "name", { value: found.name });
    };
  });

  const ways: [string, () => Promise<WebAssembly.Instance>][] = [
    ["bytes", async () => (await WebAssembly.instantiate(program)).instance],
    ["a module", async () => WebAssembly.instantiate(new WebAssembly.Module(program))],
    ["the constructor", async () => new WebAssembly.Instance(new WebAssembly.Module(program))],
    [
      "a stream",
      async () => {
        const headers = { "content-type": "application/wasm" };
        const answer = new Response(program, { headers });
        return (await WebAssembly.instantiateStreaming(answer)).instance;
      },
    ],
  ];

  it.each(ways)("they are found in it: made by %s", async (_, make) => {
    expect(mendIdentity()).toBe(true);
    const { f, __indirect_function_table: table } = tableOf(await make());
    expect([table.get(1), table.get(2)]).toEqual([f, f]);
    expect(table.get(0)).not.toBe(f);
  });

  it("a library has a part of the table, and functions of the same numbers", async () => {
    mendIdentity();
    const { f, __indirect_function_table: table } = tableOf(
      (await WebAssembly.instantiate(program)).instance,
    );
    table.grow(1);
    const env = { __indirect_function_table: table, __table_base: 3 };
    const { g } = (await WebAssembly.instantiate(library, { env })).instance.exports;
    expect(table.get(3)).toBe(g);
    expect(table.get(1)).toBe(f);
  });

  it("what is put there later is found as it is", async () => {
    mendIdentity();
    const { f, __indirect_function_table: table } = tableOf(
      (await WebAssembly.instantiate(program)).instance,
    );
    table.grow(1);
    table.set(3, f);
    expect(table.get(3)?.name).toBe(f.name);
    expect(table.get(3)).not.toBe(f);
  });
});
