/** What the benchmark's page asks its worker, and what it hears. */

import type { GameStep, Manifest } from "../generated/contract";

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

/** One of several games that are played in turn. */
export interface TimedGame {
  name: string;
  /** What its environment is made with, JSON. */
  kwargs: string;
  step: GameStep;
  /** Environment steps in a round. */
  steps: number;
  /** The picture of every step is made, and not painted. */
  pictures: boolean;
}

export interface GamesQuestion extends Pick<Question, "root" | "manifest" | "rounds"> {
  games: TimedGame[];
}

export interface GamesAnswer {
  /** Until all models of the site were there. */
  loadMs: number;
  /** By game: microseconds a step, one number per round. */
  perStepUs: Record<string, number[]>;
  /** By game: after its last round. */
  memory: Record<string, Memory>;
}

/** What the benchmark of drawing asks its worker. */
export interface DrawQuestion {
  root: string;
  manifest: Manifest;
  rounds: number;
  /** In a scene. */
  shapes: number;
  size: { width: number; height: number };
}

/** Milliseconds for a frame of CartPole by the stand-in for pygame, one number per round. */
export interface WindowAnswer {
  window: number[];
  windowAsPixels: number[];
}

/** Milliseconds, one number per round. */
export interface DrawAnswer extends WindowAnswer {
  /** Making the scene in Python, and its JSON. */
  python: number[];
  /** From the JSON until the last shape was given to the canvas. */
  scene: number[];
  /** From the JSON until a pixel of it could be read. */
  scenePixels: number[];
  /** From NumPy's array until a pixel of it could be read. */
  rgb: number[];
}
