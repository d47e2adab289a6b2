/**
 * Gives exported functions of WebAssembly the one identity that they have by the standard.
 *
 * WebKit makes another object of a function that it takes out of a table than the one that its module
 * exports; by the standard they are one ("Exported Function cache", WebAssembly JavaScript Interface).
 * Emscripten looks up by identity whether a function is in the table already. In WebKit it finds none,
 * appends them all once more, and the table is laid out in another way than that of a snapshot.
 */

type Assembly = Pick<typeof WebAssembly, "Instance" | "Module" | "Table"> & {
  instantiate: (source: unknown, imports?: Imports) => Promise<unknown>;
  instantiateStreaming?: (source: unknown, imports?: Imports) => Promise<unknown>;
};
type Imports = Record<string, Record<string, unknown>>;

/** The part of a table that a module has filled with functions of its own. */
interface Part {
  table: WebAssembly.Table;
  begin: number;
  end: number;
  /** By what the standard has as a function's name: its index in its module. */
  exports: Map<string, unknown>;
}

/** A function that is exported as `f` and is the first of the table `t`. */
// biome-ignore format: one section a line
const sample = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type: no parameters, no results
  0x03, 0x02, 0x01, 0x00, // function 0
  0x04, 0x04, 0x01, 0x70, 0x00, 0x01, // table 0: funcref, at least 1
  0x07, 0x09, 0x02, 0x01, 0x66, 0x00, 0x00, 0x01, 0x74, 0x01, 0x00, // exports
  0x09, 0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x00, // element: at 0, function 0
  0x0a, 0x04, 0x01, 0x02, 0x00, 0x0b, // code: end
);

/** For all modules that are made from now on, where it has to be. @returns whether it had to be */
export function mendIdentity(assembly = WebAssembly as Assembly): boolean {
  if (isAsItShould(assembly)) return false;
  const parts: Part[] = [];
  const note = (instance: WebAssembly.Instance, imports: Imports | undefined) => {
    const part = partOf(instance, imports, assembly);
    if (part !== null) parts.push(part);
  };
  const noted = (make: Assembly["instantiate"]) => async (source: unknown, imports?: Imports) => {
    const made = (await make.call(assembly, source, imports)) as WebAssembly.Instance &
      Partial<WebAssembly.WebAssemblyInstantiatedSource>;
    note(made.instance ?? made, imports);
    return made;
  };
  assembly.instantiate = noted(assembly.instantiate);
  if (assembly.instantiateStreaming) {
    assembly.instantiateStreaming = noted(assembly.instantiateStreaming);
  }
  assembly.Instance = new Proxy(assembly.Instance, {
    construct(target, [module, imports]) {
      const instance = new target(module, imports);
      note(instance, imports);
      return instance;
    },
  });
  lookUp(assembly.Table.prototype, parts);
  return true;
}

function isAsItShould({ Instance, Module }: Assembly): boolean {
  const { f, t } = new Instance(new Module(sample)).exports;
  return (t as WebAssembly.Table).get(0) === f;
}

/** Of Emscripten's program, which makes the table, or of a library, which is told where its part begins. */
function partOf(
  { exports }: WebAssembly.Instance,
  imports: Imports | undefined,
  { Table }: Assembly,
): Part | null {
  const own = exports.__indirect_function_table;
  const table = own ?? imports?.env?.__indirect_function_table;
  const begin = own === undefined ? Number(imports?.env?.__table_base) : 0;
  // A library without functions in the table is told 0, where the program's are.
  if (!(table instanceof Table) || (own === undefined && !(begin > 0))) return null;
  const functions = Object.values(exports).filter((each) => typeof each === "function");
  const named = functions.map((each) => [each.name, each] as const);
  return { table, begin, end: table.length, exports: new Map(named) };
}

/** In the place of what the browser gives. */
function lookUp(prototype: WebAssembly.Table, parts: readonly Part[]): void {
  const get = prototype.get;
  prototype.get = function (this: WebAssembly.Table, index: number) {
    const found = get.call(this, index);
    if (typeof found !== "function") return found;
    const isOf = ({ table, begin, end }: Part) => table === this && index >= begin && index < end;
    return parts.find(isOf)?.exports.get(found.name) ?? found;
  };
}
