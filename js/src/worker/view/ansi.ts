/** Text with colours, as environments print it to a terminal. */

import { readable } from "../../shared/contrast";
import { type Context, fit } from "./context";

export interface Style {
  /** CSS colours; null: the terminal's own. */
  color: string | null;
  background: string | null;
  bold: boolean;
  inverse: boolean;
}

/** Neighbouring characters of one style. */
export interface Run extends Style {
  text: string;
}

const plain: Style = { color: null, background: null, bold: false, inverse: false };
const paper = "#16181d";
const ink = "#e8e6e3";
const lineHeight = 1.25;
/** Part of the canvas that the text may take. */
const filled = 0.92;
/** What is painted with block elements is a picture, and keeps its colours. */
const picture = /^[\s\u2580-\u259f]*$/;

/** The 16 colours of a terminal: eight, then the same brighter. */
const palette = [
  ...["#000000", "#c8322b", "#2e8b3d", "#b58900", "#2f6fd0", "#a23bb0", "#1a8f96", "#cfcfcf"],
  ...["#6b6b6b", "#ef5b50", "#52c063", "#e8bf3a", "#6ba1f5", "#d472e0", "#45c4cb", "#ffffff"],
];

/** SGR sequences (ECMA-48, 8.3.117) are read; other control sequences are dropped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a sequence.
const sequence = /\x1b\[([0-?]*)[ -/]*([@-~])/g;

/** @returns the lines of the text, each a list of runs */
export function parseAnsi(text: string): Run[][] {
  const lines: Run[][] = [[]];
  let style = plain;
  let end = 0;
  for (const match of text.matchAll(sequence)) {
    append(lines, text.slice(end, match.index), style);
    if (match[2] === "m") style = restyled(style, (match[1] ?? "").split(";").map(Number));
    end = match.index + match[0].length;
  }
  append(lines, text.slice(end), style);
  // A line feed ends its line. A blank line after that is kept: it may be the place of a caption.
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function append(lines: Run[][], text: string, style: Style): void {
  const [first = "", ...others] = text.replaceAll("\r", "").split("\n");
  if (first !== "") lines.at(-1)?.push({ ...style, text: first });
  for (const line of others) lines.push(line === "" ? [] : [{ ...style, text: line }]);
}

function restyled(style: Style, codes: number[]): Style {
  let result = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(i + 1));
      result = { ...result, [code === 38 ? "color" : "background"]: color };
      i += used;
    } else {
      result = { ...result, ...change(code) };
    }
  }
  return result;
}

/** What one SGR code changes; nothing where it is unknown. */
function change(code: number): Partial<Style> {
  const inRange = (first: number) => code >= first && code < first + 8;
  if (code === 0) return plain;
  if (code === 1 || code === 22) return { bold: code === 1 };
  if (code === 7 || code === 27) return { inverse: code === 7 };
  if (code === 39) return { color: null };
  if (code === 49) return { background: null };
  if (inRange(30)) return { color: indexed(code - 30) };
  if (inRange(90)) return { color: indexed(code - 90 + 8) };
  if (inRange(40)) return { background: indexed(code - 40) };
  if (inRange(100)) return { background: indexed(code - 100 + 8) };
  return {};
}

/** What follows 38 or 48: `5;n` or `2;r;g;b`. @returns the colour and how many codes it took */
function extendedColor(codes: number[]): [string | null, number] {
  const [kind, a = 0, b = 0, c = 0] = codes;
  if (kind === 5) return [indexed(a), 2];
  if (kind === 2) return [`rgb(${a} ${b} ${c})`, 4];
  return [null, 1];
}

/** One of xterm's 256 colours: the palette, a 6×6×6 cube, 24 greys. */
function indexed(index: number): string {
  if (index < 16) return palette[index] ?? ink;
  if (index >= 232) return grey(8 + 10 * (index - 232));
  const level = (value: number) => (value === 0 ? 0 : 55 + 40 * value);
  const [red, green, blue] = [36, 6, 1].map((unit) => Math.floor((index - 16) / unit) % 6);
  return `rgb(${level(red ?? 0)} ${level(green ?? 0)} ${level(blue ?? 0)})`;
}

function grey(value: number): string {
  return `rgb(${value} ${value} ${value})`;
}

export class TextPainter {
  /** The largest text so far, in characters: letters keep their size when a line comes and goes. */
  #columns = 1;
  #lines = 1;
  /** Characters of a line of the board, which stands in the middle: the first text has it. */
  #board: number | null = null;

  /** Draws the text as large as the canvas allows, in a fixed width, its lines beginning together. */
  draw(context: Context, text: string): void {
    const lines = parseAnsi(text);
    this.#lines = Math.max(this.#lines, lines.length);
    this.#columns = Math.max(this.#columns, ...lines.map(columns));
    this.#board ??= mostCommon(lines.map(columns).filter((width) => width > 0));
    const { canvas } = context;
    context.fillStyle = paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const cellWidth = measureCell(context);
    const block = { width: cellWidth * this.#columns, height: lineHeight * this.#lines };
    const { scale } = fit(block, {
      width: canvas.width * filled,
      height: canvas.height * filled,
    });
    // The canvas has room for a caption that is wider than the board: `environment/canvas.py`.
    const margin = (canvas.width * (1 - filled)) / 2;
    const middle = (canvas.width - this.#board * cellWidth * scale) / 2;
    const x = Math.max(margin, Math.min(middle, canvas.width - margin - block.width * scale));
    const y = (canvas.height - block.height * scale) / 2;
    lines.forEach((runs, index) => {
      drawLine(context, runs, x, y + index * lineHeight * scale, cellWidth, scale);
    });
  }
}

/** Of several that are as common, the largest; 1 of none. */
function mostCommon(values: number[]): number {
  const count = (value: number) => values.filter((other) => other === value).length;
  const most = Math.max(...values.map(count));
  return Math.max(1, ...values.filter((value) => count(value) === most));
}

function font(size: number, bold: boolean): string {
  return `${bold ? "bold " : ""}${size}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace`;
}

/** The width of one character, in a font of size 1. */
function measureCell(context: Context): number {
  context.font = font(100, false);
  return context.measureText("M").width / 100;
}

/** Characters as a reader counts them: a letter beyond 16 bits is one. */
function length(run: Run): number {
  return [...run.text].length;
}

function columns(runs: Run[]): number {
  return runs.reduce((sum, run) => sum + length(run), 0);
}

function drawLine(
  context: Context,
  runs: Run[],
  left: number,
  top: number,
  cellWidth: number,
  size: number,
): void {
  let x = left;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const run of runs) {
    const width = length(run) * cellWidth * size;
    const colors = [run.color ?? ink, run.background ?? paper] as const;
    const [front, back] = run.inverse ? [colors[1], colors[0]] : colors;
    context.fillStyle = back;
    context.fillRect(x, top, width, lineHeight * size);
    context.fillStyle = picture.test(run.text) ? front : readable(front, back);
    context.font = font(size, run.bold);
    context.fillText(run.text, x, top + (lineHeight * size) / 2);
    x += width;
  }
}
