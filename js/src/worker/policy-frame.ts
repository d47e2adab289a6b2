/** Reads a frame of a model's input from a packed observation. */

import type {
  ArrayField,
  InputPart,
  Normalization,
  ObservationTensor,
} from "../generated/contract";
import { type Elements, elementsIn, elements as lengthOf, type Numbers } from "./layout";

/** An array of the observation, and where its numbers go in a frame. */
interface Source {
  elements: Elements;
  /** By element: the index in the frame; with categories that of its vector. */
  places: Int32Array;
  categories: { start: number; size: number }[] | null;
}

type FramePlan = Pick<ObservationTensor, "name" | "parts" | "normalize">;

export class FrameReader {
  readonly #plan: FramePlan;
  readonly #sources: Source[];
  /** By byte: the normalised number. Null: not all is bytes that are normalised alike. */
  readonly #table: Float64Array | null;

  constructor(plan: FramePlan, layout: readonly ArrayField[]) {
    this.#plan = plan;
    this.#sources = sourcesOf(plan.parts, layout);
    const { normalize } = plan;
    const isPixels = this.#sources.every(({ elements }) => elements.dtype === "|u1");
    const hasTable = isPixels && plan.parts.every(({ one_hot }) => one_hot === null);
    this.#table = hasTable && isUniform(normalize) ? tableOf(normalize) : null;
  }

  /** Whether a frame may be read into memory that holds less than float64: each number only once. */
  get isDirect(): boolean {
    return this.#table !== null || this.#plan.normalize === null;
  }

  /** @throws on a category that its space does not have */
  read(row: Uint8Array, frame: Numbers): void {
    for (const source of this.#sources) read(source, row, frame, this.#table, this.#plan.name);
    if (this.#table === null && this.#plan.normalize !== null) {
      normalizeAll(frame, this.#plan.normalize);
    }
  }
}

function isUniform(normalize: Normalization | null): boolean {
  return normalize === null || (normalize.mean.length === 1 && normalize.std.length === 1);
}

function tableOf(normalize: Normalization | null): Float64Array {
  const table = Float64Array.from({ length: 256 }, (_, byte) => byte);
  if (normalize !== null) normalizeAll(table, normalize);
  return table;
}

function normalizeAll(frame: Numbers, { mean, std, clip }: Normalization): void {
  const [eachMean, eachStd] = [mean.length > 1, std.length > 1];
  for (let i = 0; i < frame.length; i++) {
    const centred = (frame[i] as number) - (mean[eachMean ? i : 0] as number);
    const value = centred / (std[eachStd ? i : 0] as number);
    frame[i] = clip === null ? value : Math.min(clip, Math.max(-clip, value));
  }
}

function sourcesOf(parts: readonly InputPart[], layout: readonly ArrayField[]): Source[] {
  let end = 0;
  return parts.map((part) => {
    const index = layout.findIndex((field) => areEqual(field.path, part.path));
    const field = layout[index];
    if (field === undefined) throw new Error(`The observation has no ${part.path.join("/")}.`);
    const { one_hot } = part;
    const categories =
      one_hot?.sizes.map((size, at) => ({ size, start: one_hot.starts[at] as number })) ?? null;
    const places = placesOf(part, field, end, categories);
    end += categories?.reduce((sum, { size }) => sum + size, 0) ?? places.length;
    return { elements: elementsIn(layout, index), places, categories };
  });
}

function placesOf(
  { channels_first }: InputPart,
  field: ArrayField,
  begin: number,
  categories: Source["categories"],
): Int32Array {
  const places = new Int32Array(lengthOf(field));
  if (categories !== null) {
    let end = begin;
    for (const [at, { size }] of categories.entries()) {
      places[at] = end;
      end += size;
    }
    return places;
  }
  const channels = channels_first ? (field.shape[2] as number) : 1;
  const pixels = places.length / channels;
  return places.map((_, i) => begin + (i % channels) * pixels + Math.floor(i / channels));
}

function read(
  { elements, places, categories }: Source,
  row: Uint8Array,
  frame: Numbers,
  table: Float64Array | null,
  name: string,
): void {
  elements.look(row);
  if (categories === null) {
    elements.scatter(places, frame, table);
    return;
  }
  for (const [i, category] of categories.entries()) {
    setOneHot(frame, places[i] as number, elements.at(i), category, name);
  }
}

function setOneHot(
  frame: Numbers,
  place: number,
  value: number,
  { start, size }: { start: number; size: number },
  name: string,
): void {
  const category = value - start;
  if (!(category >= 0 && category < size)) {
    throw new Error(
      `The model's input ${name} cannot show ${value}: its space has ${start} to ${start + size - 1}.`,
    );
  }
  frame.fill(0, place, place + size);
  frame[place + category] = 1;
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}
