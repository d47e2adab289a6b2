/** Gets the archives of Python's files from the site's host. */

import type { Archive, FileListing, PythonFiles } from "../generated/contract";
import { type Bytes, bytesOf, sha256Hex } from "../shared/bytes";
import { isGzip } from "../shared/form";
import type { Source } from "./python-files";

/** Downloads a whole file; rejects where it is not to be had. */
export type Get = (address: string) => Promise<Response>;

/** Downloads a whole file while everything else waits, as opening a file in Python does. */
export type GetNow = (address: string) => Uint8Array;

/** The archives of one site: each is downloaded once, whoever waits for it. */
export class Archives {
  readonly #listing: Promise<FileListing>;
  readonly #bodies = new Map<string, Promise<Bytes>>();

  /** @param root absolute address of the manifest, which the files' addresses are relative to */
  constructor(
    { listing }: PythonFiles,
    private readonly root: string,
    private readonly get: Get,
    private readonly getNow: GetNow,
  ) {
    this.#listing = this.get(this.#address(listing)).then((response) => response.json());
    // Told to whoever opens them.
    this.#listing.catch(() => {});
  }

  /**
   * Downloads what a boot waits for, all of it at once; the others come when a file is opened.
   *
   * @throws where an archive is not the one that the site was built with
   */
  async open(early: readonly string[]): Promise<Source[]> {
    for (const path of early) this.#begin(path);
    const { archives } = await this.#listing;
    return Promise.all(
      archives.map(async (archive) => {
        const body = early.includes(archive.path) && this.#bodies.get(archive.path);
        if (body) return { archive, bytes: await checked(archive, await body) };
        return { archive, bytes: () => this.getNow(this.#address(archive.path)) };
      }),
    );
  }

  #begin(path: string): void {
    if (this.#bodies.has(path)) return;
    const body = this.get(this.#address(path)).then(bytesOf);
    // Those that fail while the listing is awaited are told by `open`.
    body.catch(() => {});
    this.#bodies.set(path, body);
  }

  #address(path: string): string {
    return new URL(path, this.root).href;
  }
}

/** @throws where these bytes are not those that the site was built with */
export async function checked(
  { path, sha256 }: Pick<Archive, "path" | "sha256">,
  bytes: Bytes,
): Promise<Bytes> {
  const actual = await sha256Hex(bytes);
  if (actual === sha256) return bytes;
  throw new Error(
    `${path} is not the file that the site was built with: its SHA-256 is ${actual}.`,
  );
}

/** A synchronous request: only workers may answer it with bytes, and only there nobody is kept waiting. */
export function requestNow(address: string): Uint8Array {
  const bytes = request(address);
  // An earlier visit may have kept the gzip, which cannot be unpacked at once: past it, then.
  return isGzip(bytes) ? request(`${address}?unpacked`) : bytes;
}

function request(address: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status === 200) return new Uint8Array(request.response as ArrayBuffer);
  throw new Error(`${address} answered with status ${request.status}.`);
}
