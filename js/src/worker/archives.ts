/** Gets the archives of Python's files from the site's host. */

import type { Archive, FileListing, PythonFiles } from "../generated/contract";
import type { Source } from "./python-files";

/** Downloads a whole file; rejects where it is not to be had. */
export type Get = (address: string) => Promise<Response>;

/** Downloads a whole file while everything else waits, as opening a file in Python does. */
export type GetNow = (address: string) => Uint8Array;

/**
 * Downloads what a boot waits for, all of it at once.
 *
 * @param root absolute address of the manifest, which the files' addresses are relative to
 * @throws where an archive is not the one that the site was built with
 */
export async function openArchives(
  { listing, early }: PythonFiles,
  root: string,
  get: Get,
  getNow: GetNow,
): Promise<Source[]> {
  const address = (path: string) => new URL(path, root).href;
  const bodies = new Map(early.map((path) => [path, bytesOf(get(address(path)))]));
  // Those that fail while the listing is awaited are told below.
  for (const body of bodies.values()) body.catch(() => {});
  const { archives }: FileListing = await (await get(address(listing))).json();
  return Promise.all(
    archives.map(async (archive) => {
      const body = bodies.get(archive.path);
      if (body === undefined) return { archive, bytes: () => getNow(address(archive.path)) };
      return { archive, bytes: await checked(archive, await body) };
    }),
  );
}

async function bytesOf(response: Promise<Response>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await response).arrayBuffer());
}

async function checked(
  { path, sha256 }: Archive,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (actual === sha256) return bytes;
  throw new Error(
    `${path} is not the file that the site was built with: its SHA-256 is ${actual}.`,
  );
}

/** A synchronous request: only workers may answer it with bytes, and only there nobody is kept waiting. */
export function requestNow(address: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status === 200) return new Uint8Array(request.response as ArrayBuffer);
  throw new Error(`${address} answered with status ${request.status}.`);
}
