/** The clips of a site, fetched and decoded: a page shows them without Python. */

import type {
  Clip,
  ClipImage,
  ClipPicture,
  ClipPictures,
  Manifest,
} from "../../../generated/contract";
import { fromBase64, sha256Hex } from "../../../shared/bytes";
import { unpacked } from "../../../shared/gunzip";
import type { Frame } from "../../../worker/environment";
import { openView } from "../../../worker/view";
import { drawPixels, prepareContext } from "../../../worker/view/context";
import { Pictures } from "../../../worker/view/pictures";
import type { Scene } from "../../../worker/view/shapes";
import type { Image, WindowScene } from "../../../worker/view/window";
import { LoadError } from "../../study";
import type { Footage } from "./playback";

/** A clip with all that is needed to draw it. */
export interface Reel {
  name: string;
  clip: Clip;
  shown: ClipPictures;
  /** Of pictures that are pixels, by their position. */
  bitmaps: ReadonlyMap<number, ImageBitmap>;
  /** What the pictures of a window name by number. */
  images: ReadonlyMap<number, Image>;
  assets: Pictures;
}

export class ClipLibrary {
  readonly #reels = new Map<string, Promise<Reel>>();
  #assets: Promise<Pictures> | null = null;

  /** @param base of the addresses in the manifest */
  constructor(
    private readonly manifest: Pick<Manifest, "clips" | "assets">,
    private readonly base: URL,
    private readonly get: (address: URL) => Promise<Response>,
  ) {}

  /** @throws LoadError where it does not come, or is not what the manifest names */
  open(name: string): Promise<Reel> {
    const known = this.#reels.get(name);
    if (known !== undefined) return known;
    const reel = this.#load(name);
    this.#reels.set(name, reel);
    return reel;
  }

  /** Opens clips ahead of their time; one that fails is tried again when it is asked for. */
  prepare(names: Iterable<string>): void {
    for (const name of names) this.open(name).catch(() => this.#reels.delete(name));
  }

  /** Forgets all others: their pictures may be large. */
  keepOnly(names: readonly string[]): void {
    for (const name of [...this.#reels.keys()]) if (!names.includes(name)) this.#reels.delete(name);
  }

  async #load(name: string): Promise<Reel> {
    const clip = this.manifest.clips?.[name];
    if (clip === undefined) throw new Error(`The site has no clip ${name}.`);
    this.#assets ??= Pictures.load(this.manifest.assets, async ({ file }) =>
      (await this.#fetch(file)).blob(),
    );
    const [shown, assets] = await Promise.all([this.#read(clip), this.#assets]);
    const [bitmaps, images] = [await decoded(shown.pictures), decodedImages(shown.images)];
    return { name, clip, shown, bitmaps, images, assets };
  }

  async #read({ file, sha256 }: Clip): Promise<ClipPictures> {
    const { body } = await this.#fetch(file);
    if (body === null) throw new LoadError(file, null);
    const bytes = await new Response(await unpacked(body)).arrayBuffer();
    const actual = await sha256Hex(new Uint8Array(bytes));
    if (actual !== sha256) throw new Error(`${file} was changed: its SHA-256 is ${actual}.`);
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  async #fetch(file: string): Promise<Response> {
    const response = await this.get(new URL(file, this.base)).catch((cause: unknown) => {
      throw new LoadError(file, null, { cause });
    });
    if (!response.ok) throw new LoadError(file, response.status);
    return response;
  }
}

/** Makes a canvas show a clip. @param scale device pixels per CSS pixel */
export function project(reel: Reel, canvas: HTMLCanvasElement, scale: number): Footage {
  const { clip, shown } = reel;
  const offscreen = canvas.transferControlToOffscreen();
  const draw = openView(offscreen, clip, scale, reel.assets);
  let last = -1;
  return {
    frames: clip.frames,
    fps: clip.fps,
    show: (frame) => {
      if (frame === last) return;
      const isFirst = frame === 0 || frame < last;
      last = frame;
      const position = shown.frames[frame] ?? 0;
      const bitmap = reel.bitmaps.get(position);
      if (bitmap === undefined)
        draw(frameOf(shown.pictures[position] as ClipPicture, reel, isFirst));
      else drawPixels(prepareContext(offscreen), bitmap);
    },
  };
}

function frameOf(picture: ClipPicture, { images }: Reel, fresh: boolean): Frame {
  switch (picture.kind) {
    case "text":
      return picture;
    case "scene":
      return { kind: "scene", scene: picture.scene as unknown as Scene, fresh };
    case "window":
      return {
        kind: "window",
        scene: picture.scene as unknown as WindowScene,
        read: (number, take) => {
          const image = images.get(number);
          if (image !== undefined) take(image);
        },
      };
    case "png":
      throw new Error("This picture was not decoded.");
  }
}

async function decoded(pictures: readonly ClipPicture[]): Promise<Map<number, ImageBitmap>> {
  const bitmaps = new Map<number, ImageBitmap>();
  for (const [position, picture] of pictures.entries()) {
    if (picture.kind !== "png") continue;
    const blob = new Blob([fromBase64(picture.png)], { type: "image/png" });
    bitmaps.set(position, await createImageBitmap(blob));
  }
  return bitmaps;
}

function decodedImages(images: Record<string, ClipImage>): Map<number, Image> {
  return new Map(
    Object.entries(images).map(([number, { width, height, rgba }]) => [
      Number(number),
      { width, height, rgba: fromBase64(rgba) },
    ]),
  );
}
