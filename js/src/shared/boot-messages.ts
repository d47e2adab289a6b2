/** What page and worker say of the boot: what is to be booted, and how far that is. */

import type { BootRecord, Manifest } from "../generated/contract";
import type { Form } from "./form";

export interface BootMessage {
  type: "boot";
  /** Absolute address of the manifest's folder, slash at its end: a blob worker has none itself. */
  root: string;
  manifest: Manifest;
  /** In which the host is asked for large files. */
  form: Form;
  /** How Python is to be started; null: as is best here. */
  wanted?: Way | null;
}

/** - `plain`: as Pyodide does it; `pyc`: from compiled files; `snapshot`: from a copy of its memory. */
export type Way = NonNullable<BootRecord["way"]>;

export type BootStage = "interpreter" | "packages" | "environment" | "policies";

/** At most ten a second: bytes downloaded so far, and the stage that is under way. */
export interface ProgressMessage {
  type: "progress";
  stage: BootStage;
  loaded: number;
  total: number;
}

export interface ReadyMessage {
  type: "ready";
  /** When each stage ended, in ms after `boot` was received. */
  stages: Record<string, number>;
  /** How Python was started. */
  way: Way;
  /** One sentence: why so. */
  why: string;
}
