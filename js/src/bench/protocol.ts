/** What the benchmark's page asks its worker, and what it hears. */

import type { Manifest } from "../generated/contract";

export interface Question {
  /** Absolute address of the manifest's folder. */
  root: string;
  manifest: Manifest;
  /** Of each kind, alternating. */
  rounds: number;
  /** Environment steps in a round. */
  steps: number;
  /** Environment steps over which memory is watched. */
  memorySteps: number;
}

/** Memory in bytes after the same work has been done once more. */
export interface Memory {
  steps: number;
  /** Python's heap, which never shrinks. */
  wasm: number;
  /** Objects that Python's garbage collector knows of. */
  pythonObjects: number;
}

export interface Answer {
  /** Microseconds a step, one number per round. */
  bare: number[];
  loop: number[];
  loopWithPolicy: number[];
  memory: Memory[];
}
