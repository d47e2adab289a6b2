/** The two forms in which a site has its large files: as they are, and as gzip beside them. */

import type { File } from "../generated/contract";

/** `plain` is for a host that compresses by itself, often better than gzip; `gzip` for any other. */
export type Form = "plain" | "gzip";

/** Where a file is had in a form. Small files, and those that are compressed inside, have one only. */
export function addressOf(
  address: string,
  { gzip = false }: Pick<File, "gzip">,
  form: Form,
): string {
  return gzip && form === "gzip" ? `${address}.gz` : address;
}

/** Where the other form of a file would be. */
export function otherForm(address: string): string {
  return address.endsWith(".gz") ? address.slice(0, -".gz".length) : `${address}.gz`;
}

/**
 * The form to ask a host for, judged by how it sent a text.
 *
 * @param sent a file of text that every host compresses which compresses anything; if nothing is
 *   known of it, gzip is right on all hosts, if not the best on all
 */
export function formFor(
  sent: Pick<PerformanceResourceTiming, "encodedBodySize" | "decodedBodySize"> | undefined,
): Form {
  if (sent === undefined || sent.encodedBodySize === 0) return "gzip";
  return sent.encodedBodySize < sent.decodedBodySize ? "plain" : "gzip";
}

/** Whether these are the first bytes of a gzip member (RFC 1952). */
export function isGzip([first, second = 0x8b]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
