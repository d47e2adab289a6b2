/** The data of a session as a file, for a participant whose upload cannot finish. */

import type { DownloadLabel } from "../../generated/contract";
import { gzip } from "../../shared/bytes";
import { type ChunkRow, type Connection, chunksOf } from "../../shared/database";

/**
 * The chunks of one session that are still in this browser.
 *
 * @returns Gzip members, by turns a line of JSON `{format, key, size}` and the chunk of `size` bytes
 *   that it announces; `key` is the object key below the study's prefix.
 */
export async function downloadOf(
  connection: Connection,
  session: string,
  name: string,
): Promise<File> {
  const keys = await connection.use((database) => database.getAllKeys("chunks", chunksOf(session)));
  const parts: Blob[] = [];
  for (const key of keys) {
    const chunk = await connection.use((database) => database.get("chunks", key));
    // Sent since the keys were read, or by the service worker.
    if (chunk !== undefined && chunk.bytes.length > 0) parts.push(await labelled(key, chunk));
  }
  // Not as gzip: some browsers and mail programs would unpack it.
  return new File(parts, name, { type: "application/octet-stream" });
}

/** A blob each, so that the browser may move them to the disk. */
async function labelled(key: string, { mode, bytes }: ChunkRow): Promise<Blob> {
  const label: DownloadLabel = {
    format: "gymbrowser.download/1",
    key: `${mode}/${key}`,
    size: bytes.length,
  };
  const line = new TextEncoder().encode(`${JSON.stringify(label)}\n`);
  return new Blob([await gzip(line), bytes]);
}
