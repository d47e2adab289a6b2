/** The forms in which a site's large files are asked for: as they are, or as gzip beside them. */

/**
 * `plain` is for a host that compresses by itself, often better than gzip; `gzip` for any other. `kept`:
 * the service worker has all files of this version here, as they are.
 */
export type Form = "plain" | "gzip" | "kept";

/** Where a file is had in a form. Small files, and those that are compressed inside, have one only. */
export function addressOf(
  address: string,
  { gzip = false }: { gzip?: boolean | undefined },
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
