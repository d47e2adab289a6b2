/** Objects with an `id` and `tween_ms` glide to their new place: many frames for one scene. */

import type { Cancel } from "../../shared/timer";
import type { Frames } from "./screen";
import type { Scene, Shape } from "./shapes";

/** Where an object set out from, and when. */
interface Glide {
  from: Shape;
  begun: number;
}

export class Tweening {
  #shown = new Map<string, Shape>();
  #glides = new Map<string, Glide>();
  #scene: Scene | null = null;
  #cancel: Cancel = () => {};

  /** @param draw draws a scene whose objects are where they are at this moment. */
  constructor(
    private readonly draw: (scene: Scene) => void,
    private readonly frames: Frames,
  ) {}

  /** Draws a scene at once, and goes on until all of its objects have arrived. */
  show(scene: Scene, fresh: boolean): void {
    this.#cancel();
    const now = this.frames.now();
    const before = fresh ? new Map<string, Shape>() : this.#shown;
    this.#glides = new Map();
    for (const shape of scene.shapes) {
      const from = shape.id === undefined ? undefined : before.get(shape.id);
      if (from === undefined || !shape.tween_ms || from.kind !== shape.kind) continue;
      this.#glides.set(shape.id as string, { from, begun: now });
    }
    this.#scene = scene;
    this.#drawAt(now);
  }

  /** Leaves the picture as it is. */
  stop(): void {
    this.#cancel();
  }

  #drawAt(now: number): void {
    const scene = this.#scene as Scene;
    const shapes =
      this.#glides.size === 0 ? scene.shapes : scene.shapes.map((shape) => this.#at(shape, now));
    this.#shown = byId(shapes);
    this.draw({ ...scene, shapes });
    this.#cancel =
      this.#glides.size === 0 ? () => {} : this.frames.next(() => this.#drawAt(this.frames.now()));
  }

  #at(shape: Shape, now: number): Shape {
    const glide = shape.id === undefined ? undefined : this.#glides.get(shape.id);
    if (glide === undefined) return shape;
    const share = (now - glide.begun) / (shape.tween_ms as number);
    if (share < 1) return between(glide.from, shape, Math.max(0, share));
    this.#glides.delete(shape.id as string);
    return shape;
  }
}

function byId(shapes: readonly Shape[]): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const shape of shapes) if (shape.id !== undefined) found.set(shape.id, shape);
  return found;
}

/** What an option is where it is not given. */
const defaults: Record<string, number> = { angle: 0, alpha: 1 };
/** Numbers that say nothing of the look. */
const steady = ["tween_ms", "depth"];

/** A shape whose numbers are, by this share, those of `to` and no longer those of `from`. */
export function between(from: Shape, to: Shape, share: number): Shape {
  const before = from as unknown as Record<string, unknown>;
  const after = to as unknown as Record<string, unknown>;
  const mixed: Record<string, unknown> = { ...after };
  for (const key of new Set([...Object.keys(after), ...Object.keys(defaults)])) {
    if (steady.includes(key)) continue;
    const [old, next] = [before[key] ?? defaults[key], after[key] ?? defaults[key]];
    const value = mix(key === "angle" ? nearest(old as number, next as number) : old, next, share);
    if (value !== undefined && value !== defaults[key]) mixed[key] = value;
  }
  return mixed as unknown as Shape;
}

/** The same direction as `from`, in the number that is nearest to `to`: a turn is the short one. */
function nearest(from: number, to: number): number {
  return from + 360 * Math.round((to - from) / 360);
}

function mix(from: unknown, to: unknown, share: number): unknown {
  if (typeof from === "number" && typeof to === "number") return from + (to - from) * share;
  // Points, of which there must be as many.
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return to.map((value, index) => mix(from[index], value, share));
  return to;
}
