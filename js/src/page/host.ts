/** Whether this browser, at this address, can run a study. */

import { deleteDB, openDB } from "idb";

export type Capability =
  | "wasm"
  | "worker"
  | "canvas"
  | "database"
  | "locks"
  | "crypto"
  | "compression";

export interface Host {
  /** `isSecureContext`: https, or this machine itself. */
  secure: boolean;
  /** False in a frame that may keep nothing. */
  stores: boolean;
  /** The page is only shown to somebody who has not accepted to take part. */
  preview: boolean;
  has: Record<Capability, boolean>;
}

export type HostProblem =
  | { kind: "insecure" | "preview" | "no-storage" }
  | { kind: "missing"; lacking: Capability[] };

/** What MTurk gives in the place of an id as long as the worker has not accepted the HIT. */
const NO_ASSIGNMENT = "ASSIGNMENT_ID_NOT_AVAILABLE";
const PROBE = "gymbrowser:probe";

/** What the browser offers to this page. */
export async function lookAtHost(scope: Window & typeof globalThis): Promise<Host> {
  const canvas = scope.HTMLCanvasElement?.prototype;
  const search = new URLSearchParams(scope.location.search);
  return {
    secure: scope.isSecureContext,
    stores: await storesHere(scope),
    preview: search.get("assignmentId") === NO_ASSIGNMENT,
    has: {
      wasm: "WebAssembly" in scope,
      worker: "Worker" in scope,
      canvas: "OffscreenCanvas" in scope && "transferControlToOffscreen" in canvas,
      database: "indexedDB" in scope,
      locks: "locks" in scope.navigator,
      crypto: scope.crypto?.subtle !== undefined,
      compression: "CompressionStream" in scope,
    },
  };
}

/**
 * Whether this page may keep anything. In a sandbox it has no origin, and so no storage at all; in
 * another site's page its storage is partitioned, which does, or refused. Outside of frames that is
 * seen where it is used: after consent.
 */
async function storesHere(scope: Window & typeof globalThis): Promise<boolean> {
  if (scope.origin === "null") return false;
  if (scope.self === scope.top) return true;
  try {
    await scope.navigator.locks?.query();
    (await openDB(PROBE)).close();
    await deleteDB(PROBE);
    return true;
  } catch {
    return false;
  }
}

/**
 * Why the study cannot run; null when it can. An insecure address comes first: it is what takes the
 * locks and the cryptography away, and another browser would not help.
 */
export function judgeHost(host: Host): HostProblem | null {
  if (!host.secure) return { kind: "insecure" };
  if (host.preview) return { kind: "preview" };
  if (!host.stores) return { kind: "no-storage" };
  const names = Object.keys(host.has) as Capability[];
  const lacking = names.filter((name) => !host.has[name]);
  return lacking.length > 0 ? { kind: "missing", lacking } : null;
}
