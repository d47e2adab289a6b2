/** How texts of Python become JavaScript's. */

import type { PyodideAPI } from "pyodide";

/** What of Pyodide's module makes a string of 64 ASCII characters or more: its python2js.c. */
interface Decoding {
  _asciiTextDecoder?: { decode(bytes: Uint8Array): string };
}

/** Engines take only so many arguments in a call. */
const pieceLength = 4096;

/**
 * Has texts of Python made in JavaScript's own memory.
 *
 * What a `TextDecoder` gives lies beside it in Chromium, and stays until all of the worker's memory is
 * collected, in its longest pauses; a game that draws makes such a text for every frame.
 */
export function keepTextsInside(python: PyodideAPI): void {
  const module = (python as unknown as { _module: Decoding })._module;
  module._asciiTextDecoder = { decode: textOf };
}

/** @param bytes characters of code 0 to 255, each in a byte */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += pieceLength) {
    const piece = bytes.subarray(at, at + pieceLength);
    // Spread, it would be walked through one by one: that takes seven times as long.
    text += Reflect.apply(String.fromCharCode, null, piece);
  }
  return text;
}
