/** Pictures that were drawn, kept within a bound: the environment itself can't go back. */

import type { Frame } from "../../worker/environment";
import { type Image, pixelsIn } from "../../worker/view/window";

/** A picture, and what was observed at it. */
export interface Kept {
  frame: Frame;
  /** About how much memory it takes. */
  bytes: number;
  digests: Record<string, string>;
}

/** About what a shape of a scene takes in memory. */
const shapeBytes = 400;

export class Album {
  /** By picture; those that were used last are at the end. */
  readonly #kept = new Map<number, Kept>();
  /** Those that stay: spread over the episode, so that one is always near. */
  readonly #pinned = new Map<number, Kept>();
  /** By number: what pictures share of each other, as long as one of them is kept. */
  readonly #images = new Map<number, WeakRef<Image>>();
  #bytes = 0;

  /** @param most bytes of those that are not pinned */
  constructor(private readonly most: number) {}

  get(picture: number): Kept | null {
    const kept = this.#kept.get(picture) ?? this.#pinned.get(picture) ?? null;
    if (kept !== null && this.#kept.delete(picture)) this.#kept.set(picture, kept);
    return kept;
  }

  /** The one that is next to this picture; null as long as there is none. */
  nearest(picture: number): number | null {
    let [best, distance] = [null as number | null, Number.POSITIVE_INFINITY];
    for (const known of [...this.#pinned.keys(), ...this.#kept.keys()]) {
      if (Math.abs(known - picture) >= distance) continue;
      [best, distance] = [known, Math.abs(known - picture)];
    }
    return best;
  }

  /** Copies a frame, which is its environment's. */
  keep(picture: number, frame: Frame, digests: Kept["digests"], isPinned: boolean): Kept {
    const kept = { ...this.#copy(frame), digests };
    if (isPinned) this.#pinned.set(picture, kept);
    if (isPinned || this.#kept.has(picture)) return kept;
    this.#kept.set(picture, kept);
    this.#bytes += kept.bytes;
    this.#dropOldest();
    return kept;
  }

  #dropOldest(): void {
    for (const [picture, { bytes }] of this.#kept) {
      if (this.#bytes <= this.most || this.#kept.size === 1) return;
      this.#kept.delete(picture);
      this.#bytes -= bytes;
    }
  }

  #copy(frame: Frame): Pick<Kept, "frame" | "bytes"> {
    const bytes = bytesOf(frame);
    if (frame.kind === "rgb") return { frame: { ...frame, rgb: frame.rgb.slice() }, bytes };
    if (frame.kind !== "window") return { frame, bytes };
    return this.#copyWindow(frame, bytes);
  }

  /** With its images. Those that an earlier picture has are not copied again, and weigh nothing. */
  #copyWindow(frame: Extract<Frame, { kind: "window" }>, bytes: number) {
    const images = new Map<number, Image>();
    let weight = bytes;
    for (const number of pixelsIn(frame.scene)) {
      const known = this.#images.get(number)?.deref();
      if (known !== undefined) {
        images.set(number, known);
        continue;
      }
      frame.read(number, ({ rgba, ...size }) => {
        const image = { ...size, rgba: rgba.slice() };
        images.set(number, image);
        this.#images.set(number, new WeakRef(image));
        weight += rgba.length;
      });
    }
    const read: typeof frame.read = (number, take) => {
      const image = images.get(number);
      if (image !== undefined) take(image);
    };
    return { frame: { ...frame, read }, bytes: weight };
  }
}

/** Without the images that it names. */
function bytesOf(frame: Frame): number {
  switch (frame.kind) {
    case "rgb":
      return frame.rgb.length;
    case "text":
      return 2 * frame.text.length;
    default:
      return shapeBytes * (1 + frame.scene.shapes.length);
  }
}
