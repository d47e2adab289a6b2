import { describe, expect, it, vi } from "vitest";
import type { Archive } from "../../src/generated/contract";
import { type FileSystem, installFiles, type Source } from "../../src/worker/python-files";

interface Node {
  contents: Record<string, Node> | Uint8Array;
  usedBytes?: number;
}

class ErrnoError extends Error {
  constructor(readonly errno: number) {
    super(`errno ${errno}`);
  }
}

/** What MEMFS does of it, as far as it matters. */
class Memory {
  readonly root: Node = { contents: {} };
  readonly ErrnoError = ErrnoError;

  mkdirTree(path: string): void {
    this.lookupPath(path, true);
  }

  lookupPath(path: string, make = false) {
    let node = this.root;
    for (const name of path.split("/").filter(Boolean)) {
      const children = node.contents as Record<string, Node>;
      if (make) children[name] ??= { contents: {} };
      node = children[name] as Node;
    }
    const node_ops = {
      mknod: (parent: Node, name: string): Node => {
        const made = { contents: new Uint8Array() };
        (parent.contents as Record<string, Node>)[name] = made;
        return made;
      },
    };
    return { node: Object.assign(node, { node_ops }) };
  }

  file(path: string): { contents: Uint8Array; usedBytes: number } {
    return this.lookupPath(path).node as unknown as { contents: Uint8Array; usedBytes: number };
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

function archive(path: string, files: Record<string, string>): Archive {
  const contents = Object.values(files);
  const sizes = contents.map((content) => content.length);
  const size = contents.join("").length;
  return { path, size, sha256: "", paths: Object.keys(files), sizes };
}

function install(...sources: Source[]) {
  const memory = new Memory();
  const opened: string[] = [];
  installFiles(memory as unknown as FileSystem, "/lib", sources, (path) => opened.push(path));
  return { memory, opened };
}

const early = { "a.py": "one", "p/b.py": "two" };
const late = { "p/b.py": "never seen", "p/c.so": "three" };

describe("Python's files", () => {
  it("are there at once where their archive is", () => {
    const { memory } = install({ archive: archive("e", early), bytes: bytes("onetwo") });
    expect(text(memory.file("/lib/a.py").contents)).toBe("one");
    expect(text(memory.file("/lib/p/b.py").contents)).toBe("two");
    expect(memory.file("/lib/p/b.py").usedBytes).toBe(3);
  });

  it("have their sizes before they are opened, and come once, with all of their archive", () => {
    let requests = 0;
    const get = () => {
      requests += 1;
      return bytes("never seenthree");
    };
    const { memory, opened } = install({ archive: archive("l", late), bytes: get });
    expect(memory.file("/lib/p/c.so").usedBytes).toBe(5);
    expect(requests).toBe(0);
    expect(text(memory.file("/lib/p/c.so").contents)).toBe("three");
    expect(text(memory.file("/lib/p/c.so").contents)).toBe("three");
    expect(text(memory.file("/lib/p/b.py").contents)).toBe("never seen");
    expect(requests).toBe(1);
    expect(opened).toEqual(["p/c.so", "p/b.py"]);
  });

  it("are of the first archive that has them", () => {
    const { memory } = install(
      { archive: archive("e", early), bytes: bytes("onetwo") },
      { archive: archive("l", late), bytes: () => bytes("never seenthree") },
    );
    expect(text(memory.file("/lib/p/b.py").contents)).toBe("two");
    expect(text(memory.file("/lib/p/c.so").contents)).toBe("three");
  });

  it("may be replaced before they are opened", () => {
    const get = () => {
      throw new Error("Nobody needs it.");
    };
    const { memory } = install({ archive: archive("l", late), bytes: get });
    memory.file("/lib/p/b.py").contents = bytes("mine");
    expect(text(memory.file("/lib/p/b.py").contents)).toBe("mine");
  });

  it("that do not come are an error of the file system, until they come", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const answers = ["", "too short", "never seenthree"];
    const get = () => {
      const answer = answers.shift() ?? "";
      if (answer === "") throw new Error("no network");
      return bytes(answer);
    };
    const { memory } = install({ archive: archive("l", late), bytes: get });
    for (const _ of [1, 2]) {
      expect(() => memory.file("/lib/p/c.so").contents).toThrow(new ErrnoError(29));
    }
    expect(text(memory.file("/lib/p/c.so").contents)).toBe("three");
    expect(said).toHaveBeenCalledTimes(2);
  });
});
