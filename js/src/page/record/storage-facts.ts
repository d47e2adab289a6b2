/** What the browser says of its storage. */

import type { StorageRecord } from "../../generated/contract";

export type StorageFacts = Pick<StorageRecord, "persisted" | "quota" | "usage">;

/** Firefox asks the participant, who may never answer. */
const PATIENCE_MS = 10_000;

/** Asks it not to empty the storage by itself, and how much room there is. Never rejects. */
export async function askStorage(): Promise<StorageFacts> {
  const storage: Partial<StorageManager> | undefined = navigator.storage;
  const unknown = { quota: undefined, usage: undefined };
  const [persisted, estimate] = await Promise.all([
    Promise.race([orNull(storage?.persist?.()), timeout()]),
    orNull(storage?.estimate?.()),
  ]);
  const { quota, usage } = estimate ?? unknown;
  return { persisted, quota: quota ?? null, usage: usage ?? null };
}

/** A browser that has no answer is one that does not promise anything. */
function orNull<T>(answer: Promise<T> | undefined): Promise<T | null> {
  return Promise.resolve(answer ?? null).catch(() => null);
}

function timeout(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
}
