/** A video file of an episode, by the browser's own encoders (WebCodecs), frame by frame. */

import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  type VideoCodec,
  WebMOutputFormat,
} from "mediabunny";
import type { Container } from "../protocol";

/** The last picture, which no other one follows, is seen so long. */
const lastMs = 500;
const codecs: Record<Container, VideoCodec[]> = {
  // What everybody can play, then what any browser can write.
  mp4: ["avc", "vp9", "av1"],
  webm: ["vp9", "vp8", "av1"],
};

export interface Size {
  width: number;
  height: number;
}

/** The formats that this browser can write; none where it has no encoder. */
export async function filmable(size: Size): Promise<Container[]> {
  if (!("VideoEncoder" in globalThis)) return [];
  const found = await Promise.all(
    (["mp4", "webm"] as const).map(async (container) => {
      const codec = await codecFor(container, size);
      return codec === null ? [] : [container];
    }),
  );
  return found.flat();
}

/** A canvas that encoders take: most of them want even sides. */
export function filmCanvas({ width, height }: Size): OffscreenCanvas {
  return new OffscreenCanvas(width + (width % 2), height + (height % 2));
}

export class Video {
  readonly #output: Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget>;
  readonly #source: CanvasSource;

  private constructor(canvas: OffscreenCanvas, container: Container, codec: VideoCodec) {
    const format = container === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat();
    this.#output = new Output({ format, target: new BufferTarget() });
    this.#source = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH });
    this.#output.addVideoTrack(this.#source);
  }

  /** @throws where this browser can't write such a file */
  static async begin(canvas: OffscreenCanvas, container: Container): Promise<Video> {
    const codec = await codecFor(container, canvas);
    if (codec === null) throw new Error(`This browser can't write ${container} files.`);
    const video = new Video(canvas, container, codec);
    await video.#output.start();
    return video;
  }

  /** Takes what is on the canvas now. @param times_ms when each picture comes */
  async add(picture: number, times_ms: readonly number[]): Promise<void> {
    const begin = times_ms[picture] ?? 0;
    const end = times_ms[picture + 1] ?? begin + lastMs;
    await this.#source.add(begin / 1000, (end - begin) / 1000);
  }

  async finish(): Promise<ArrayBuffer> {
    this.#source.close();
    await this.#output.finalize();
    const { buffer } = this.#output.target;
    if (buffer === null) throw new Error("The video was not finished.");
    return buffer;
  }
}

function codecFor(container: Container, size: Size): Promise<VideoCodec | null> {
  return getFirstEncodableVideoCodec(codecs[container], {
    width: size.width + (size.width % 2),
    height: size.height + (size.height % 2),
  });
}

/** When each picture comes, no two at the same time: a file has no picture that lasts no time. */
export function apart(times_ms: readonly number[]): number[] {
  const apart: number[] = [];
  let earliest = 0;
  for (const time of times_ms) {
    apart.push(Math.max(time, earliest));
    earliest = (apart.at(-1) as number) + 1;
  }
  return apart;
}
