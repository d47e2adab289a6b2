/**
 * Python's files: those that a boot has downloaded, and those that come when they are opened.
 *
 * All of them are in Python's file system from the beginning, with their names and sizes: whatever
 * looks for a module, a data file or a shared library finds it, and only its bytes may be missing yet.
 */

import type { Archive } from "../generated/contract";

/** What of Emscripten's MEMFS is used. */
export interface FileSystem {
  mkdirTree(path: string): void;
  lookupPath(path: string): { node: Directory };
  ErrnoError: new (errno: number) => Error;
}

interface Directory {
  contents: Record<string, FileNode>;
  node_ops: { mknod(parent: Directory, name: string, mode: number, device: number): FileNode };
}

interface FileNode {
  contents: Uint8Array;
  usedBytes: number;
}

/** An archive, and the way to its bytes. */
export interface Source {
  archive: Archive;
  /** The bytes where they are here already; else a function that gets them at once, or throws. */
  bytes: Uint8Array | (() => Uint8Array);
}

const regularFile = 0o100644;
/** EIO, as Emscripten numbers it: in Python an OSError. */
const inputOutputError = 29;

/**
 * Puts files into Python's file system; may be called before the interpreter has started.
 *
 * @param folder absolute, without a slash at its end
 * @param sources where two archives have a file, the first one counts
 * @param opened told of each file of a late archive when it is first opened
 */
export function installFiles(
  fs: FileSystem,
  folder: string,
  sources: readonly Source[],
  opened: (path: string) => void = () => {},
): void {
  const directories = new Directories(fs, folder);
  for (const { archive, bytes } of sources) {
    const load = loader(fs, archive, bytes);
    let begin = 0;
    for (const [index, path] of archive.paths.entries()) {
      const size = archive.sizes[index] as number;
      const part: [number, number] = [begin, begin + size];
      begin += size;
      const node = directories.make(path);
      if (node === null) continue;
      node.usedBytes = size;
      if (bytes instanceof Uint8Array) node.contents = bytes.subarray(...part);
      else
        fillWhenOpened(node, () => {
          const contents = load().subarray(...part);
          opened(path);
          return contents;
        });
    }
  }
}

/**
 * The bytes of one file.
 *
 * @throws where no archive has it
 */
export function fileIn(sources: readonly Source[], path: string): Uint8Array<ArrayBuffer> {
  for (const { archive, bytes } of sources) {
    const index = archive.paths.indexOf(path);
    if (index < 0) continue;
    const all = bytes instanceof Uint8Array ? bytes : bytes();
    const begin = archive.sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
    return all.subarray(begin, begin + (archive.sizes[index] as number)) as Uint8Array<ArrayBuffer>;
  }
  throw new Error(`No archive has ${path}.`);
}

class Directories {
  readonly #known = new Map<string, Directory>();

  constructor(
    private readonly fs: FileSystem,
    private readonly root: string,
  ) {}

  /** An empty file, or null where there is one of this name. */
  make(path: string): FileNode | null {
    const slash = path.lastIndexOf("/");
    const directory = this.#directory(path.slice(0, Math.max(slash, 0)));
    const name = path.slice(slash + 1);
    if (Object.hasOwn(directory.contents, name)) return null;
    return directory.node_ops.mknod(directory, name, regularFile, 0);
  }

  #directory(path: string): Directory {
    let directory = this.#known.get(path);
    if (directory === undefined) {
      this.fs.mkdirTree(`${this.root}/${path}`);
      directory = this.fs.lookupPath(`${this.root}/${path}`).node;
      this.#known.set(path, directory);
    }
    return directory;
  }
}

/** Gives an archive's bytes, which are got once; where that fails, Python sees an OSError. */
function loader(fs: FileSystem, archive: Archive, bytes: Source["bytes"]): () => Uint8Array {
  let loaded = bytes instanceof Uint8Array ? bytes : null;
  return () => {
    loaded ??= attempt(fs, archive, bytes as () => Uint8Array);
    return loaded;
  };
}

function attempt(fs: FileSystem, { path, size }: Archive, get: () => Uint8Array): Uint8Array {
  try {
    const bytes = get();
    if (bytes.length === size) return bytes;
    throw new Error(`${path} has ${bytes.length} bytes, but the site was built with ${size}.`);
  } catch (error) {
    // Python hears of an error number only.
    console.error("A file of Python could not be loaded.", error);
    throw new fs.ErrnoError(inputOutputError);
  }
}

/** MEMFS reads and replaces `contents`; until it does, it is a promise of `usedBytes` bytes. */
function fillWhenOpened(node: FileNode, contents: () => Uint8Array): void {
  const become = (value: Uint8Array) =>
    Object.defineProperty(node, "contents", {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  Object.defineProperty(node, "contents", {
    get: () => {
      const value = contents();
      become(value);
      return value;
    },
    set: become,
    enumerable: true,
    configurable: true,
  });
}
