/** One object to the store: what is sent, and what its answer means. */

import type { PostPolicy, SignedPut } from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import { type Answer, judge } from "./answer";

/** An answer that has not come by then will not come, */
export const PATIENCE_MS = 120_000;
/** beside the time that the bytes themselves need on a slow line. */
const SLOWEST_BYTES_PER_MS = 4;

/** Source: Amazon S3 API Reference, "POST Object"; `file` must be the last field. */
export function postForm(
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
  return send(request, url, { method: "POST", body: form, keepalive }, bytes.length);
}

/** Source: Amazon S3 API Reference, "PutObject", and User Guide, "Conditional writes". */
export function putObject(
  request: typeof fetch,
  { url, headers }: SignedPut,
  bytes: Bytes,
  keepalive: boolean,
): Promise<Answer> {
  return send(request, url, { method: "PUT", headers, body: bytes, keepalive }, bytes.length);
}

async function send(
  request: typeof fetch,
  url: string,
  options: RequestInit,
  size_bytes: number,
): Promise<Answer> {
  try {
    const response = await request(url, {
      ...options,
      credentials: "omit",
      // A redirected form may arrive as a GET, whose success says nothing.
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS + Math.ceil(size_bytes / SLOWEST_BYTES_PER_MS)),
    });
    const body = await response.text();
    return options.method === "PUT"
      ? judgePut(response.status, body)
      : judge(response.status, body);
  } catch (error) {
    return { kind: "unreachable", sentence: `The store did not answer (${String(error)}).` };
  }
}

/** The conditions of a PUT are that nothing is there yet, and that nobody else puts it just now. */
function judgePut(status: number, body: string): Answer {
  // Only these bytes are ever signed for this key: an earlier attempt has arrived, its answer not.
  if (status === 412) return { kind: "stored" };
  if (status === 409) {
    return { kind: "busy", sentence: "The store is taking this very chunk already (HTTP 409)." };
  }
  return judge(status, body);
}
