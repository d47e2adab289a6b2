/** Where chunks go, and what came of it. Knows the wire, nothing of waiting or trying again. */

import type { PostPolicy, Upload } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";

/** What came of one attempt to send a chunk; each sentence is for people. */
export type Answer =
  /** The store has it: a 2xx was read. */
  | { kind: "stored" }
  /** No answer, or one that may be another in a while. */
  | { kind: "unreachable"; sentence: string }
  /** The store does not take this permission: another one is needed. */
  | { kind: "refused"; sentence: string }
  /** This chunk does not fit under this permission; others may. */
  | { kind: "unfit"; sentence: string };

export interface Destination {
  /**
   * Reads `upload.json`, past every cache.
   *
   * @throws Error with a sentence for people.
   */
  permission(): Promise<Upload>;
  /** @param keepalive Goes on when the page is closed; at most 64 KiB of all such may be on the way. */
  post(permission: PostPolicy, key: string, bytes: Bytes, keepalive: boolean): Promise<Answer>;
}

/** Bytes that a form takes beside its fields' texts and the file: boundaries and part headers. */
const PART_BYTES = 120;

/** The store that `upload.json` at the site's root names. */
export function siteDestination(root: URL, request: typeof fetch): Destination {
  return {
    permission: () => readPermission(root, request),
    post: (permission, key, bytes, keepalive) =>
      postForm(request, permission, key, bytes, keepalive),
  };
}

async function readPermission(root: URL, request: typeof fetch): Promise<Upload> {
  const url = new URL("upload.json", root);
  const response = await request(url, { cache: "no-store" }).catch((cause: unknown) => {
    throw new Error("upload.json could not be read: there was no answer.", { cause });
  });
  if (!response.ok) throw new Error(`upload.json could not be read: HTTP ${response.status}.`);
  const upload = (await response.json().catch((cause: unknown) => {
    throw new Error("upload.json could not be read: it is not JSON.", { cause });
  })) as Upload;
  if (upload.kind === "none" || upload.kind === "s3-post") return upload;
  // A later builder's file on a site that is still this session's: the data wait for one we know.
  const { kind } = upload as { kind: unknown };
  throw new Error(`upload.json is of the kind "${kind}", which this version does not know.`);
}

/** Source: Amazon S3 API Reference, "POST Object"; `file` must be the last field. */
async function postForm(
  request: typeof fetch,
  { url, fields, prefix }: PostPolicy,
  key: string,
  bytes: Bytes,
  keepalive: boolean,
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("key", prefix + key);
  form.set("Content-Type", "application/gzip");
  form.set("file", new Blob([bytes], { type: "application/gzip" }), "chunk.jsonl.gz");
  try {
    const response = await request(url, {
      method: "POST",
      body: form,
      keepalive,
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    return judge(response.status, await response.text());
  } catch (error) {
    return { kind: "unreachable", sentence: `The store did not answer (${String(error)}).` };
  }
}

/** What a status and a body of S3 mean for the chunk. */
export function judge(status: number, body: string): Answer {
  if (status >= 200 && status < 300) return { kind: "stored" };
  const code = tagOf(body, "Code");
  const said = [`HTTP ${status}`, code, tagOf(body, "Message")].filter(Boolean).join(", ");
  if (status >= 500 || status === 429 || status === 408) {
    return { kind: "unreachable", sentence: `The store could not take the data (${said}).` };
  }
  if (status === 413 || code === "EntityTooLarge") {
    return { kind: "unfit", sentence: `The store takes no chunk as large as this one (${said}).` };
  }
  return { kind: "refused", sentence: `The store refused the data (${said}).` };
}

function tagOf(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
}

/** Why this chunk must not be sent under this permission; null if it may. */
export function unfitFor(
  { mode, max_bytes }: PostPolicy,
  chunk: { mode: string; size: number },
): string | null {
  if (chunk.mode !== mode) {
    return `Data of mode "${chunk.mode}" are kept: this site now sends those of mode "${mode}".`;
  }
  if (chunk.size > max_bytes) {
    return `A chunk of ${chunk.size} bytes is kept: upload.json allows ${max_bytes} bytes.`;
  }
  return null;
}

/** About how many bytes the form takes beside the file. */
export function formBytes({ fields, prefix }: PostPolicy, key: string): number {
  const texts = [...Object.entries(fields).flat(), prefix, key];
  const parts = Object.keys(fields).length + 3;
  return texts.reduce((sum, text) => sum + text.length, parts * PART_BYTES);
}
