/** Whether this browser, at this address, can run a study. */

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
  has: Record<Capability, boolean>;
}

export type HostProblem = { kind: "insecure" } | { kind: "missing"; lacking: Capability[] };

/** What the browser offers to this page. */
export function lookAtHost(scope: typeof globalThis): Host {
  const canvas = scope.HTMLCanvasElement?.prototype;
  return {
    secure: scope.isSecureContext,
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
 * Why the study cannot run; null when it can. An insecure address comes first: it is what takes the
 * locks and the cryptography away, and another browser would not help.
 */
export function judgeHost(host: Host): HostProblem | null {
  if (!host.secure) return { kind: "insecure" };
  const names = Object.keys(host.has) as Capability[];
  const lacking = names.filter((name) => !host.has[name]);
  return lacking.length > 0 ? { kind: "missing", lacking } : null;
}
