/** The images and atlases that exp.yml declares, decoded before a game begins. */

import type { Assets, Atlas, Picture } from "../../generated/contract";

/** A rectangle of a bitmap, in its pixels. */
export type Part = [x: number, y: number, width: number, height: number];

/** A bitmap, and what of it is to be drawn. */
export interface Cut {
  bitmap: ImageBitmap;
  part: Part;
}

/** Gives a picture's file. */
export type ReadPicture = (picture: Picture) => Promise<Blob>;

interface Frames {
  bitmap: ImageBitmap;
  parts: ReadonlyMap<string, Part>;
}

export class Pictures {
  private constructor(
    private readonly images: ReadonlyMap<string, ImageBitmap>,
    private readonly atlases: ReadonlyMap<string, Frames>,
  ) {}

  /** Of a study that declares none. */
  static readonly none = new Pictures(new Map(), new Map());

  /** @throws where one of them did not load, or is no picture */
  static async load(assets: Assets, read: ReadPicture): Promise<Pictures> {
    const decode = async (name: string, picture: Picture) =>
      createImageBitmap(await read(picture)).catch((error: unknown) => {
        throw new Error(`This browser cannot read the picture "${name}": ${error}`);
      });
    const images = Object.entries(assets.images).map(
      async ([name, picture]) => [name, await decode(name, picture)] as const,
    );
    const atlases = Object.entries(assets.atlases).map(async ([name, atlas]) => {
      const bitmap = await decode(name, atlas.picture);
      return [name, { bitmap, parts: partsOf(atlas, bitmap) }] as const;
    });
    return new Pictures(new Map(await Promise.all(images)), new Map(await Promise.all(atlases)));
  }

  image(name: string): Cut {
    const bitmap = this.images.get(name);
    if (bitmap === undefined) throw missing("image", name, this.images);
    return { bitmap, part: [0, 0, bitmap.width, bitmap.height] };
  }

  frame(atlas: string, name: string): Cut {
    const frames = this.atlases.get(atlas);
    if (frames === undefined) throw missing("atlas", atlas, this.atlases);
    const part = frames.parts.get(name);
    if (part === undefined) throw missing(`frame of the atlas "${atlas}"`, name, frames.parts);
    return { bitmap: frames.bitmap, part };
  }
}

/** The frames of an atlas by their names; those of a grid are counted from 0, row by row. */
export function partsOf(
  { frames, grid }: Pick<Atlas, "frames" | "grid">,
  { width, height }: { width: number; height: number },
): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const [name, part] of Object.entries(frames)) parts.set(name, part as Part);
  if (grid === null) return parts;
  const [wide = 1, high = 1] = grid;
  const columns = Math.floor(width / wide);
  const count = columns * Math.floor(height / high);
  for (let index = 0; index < count; index++) {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    parts.set(String(index), [column * wide, row * high, wide, high]);
  }
  return parts;
}

function missing(what: string, name: string, known: ReadonlyMap<string, unknown>): Error {
  const names = [...known.keys()].join(", ") || "none";
  return new Error(`The scene has the ${what} "${name}", but exp.yml declares: ${names}.`);
}
