/** A study in another of its languages: what its manifest says otherwise there. */

import type { Manifest } from "../generated/contract";

/**
 * `languages/<tag>.json`: where a value stands in the manifest (a JSON Pointer, RFC 6901) to what
 * stands there in this language.
 */
export type Texts = Readonly<Record<string, unknown>>;

/** @param language Of the texts. */
export function translated(manifest: Manifest, texts: Texts, language: string): Manifest {
  const copy = structuredClone(manifest);
  for (const [pointer, value] of Object.entries(texts)) put(copy, keysOf(pointer), value);
  return { ...copy, language };
}

function keysOf(pointer: string): string[] {
  const keys = pointer.split("/").slice(1);
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function put(root: object, keys: readonly string[], value: unknown): void {
  const last = keys.at(-1);
  let node = root as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) node = node[key] as Record<string, unknown>;
  if (last === undefined || !Object.hasOwn(node, last)) {
    throw new Error(`The texts of this language do not fit the manifest: /${keys.join("/")}.`);
  }
  node[last] = value;
}
