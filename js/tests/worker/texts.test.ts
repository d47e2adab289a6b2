import { loadPyodide, type PyodideAPI } from "pyodide";
import { expect, it, vi } from "vitest";
import { keepTextsInside, textOf } from "../../src/worker/texts";

it.each([0, 1, 64, 4095, 4096, 4097, 20_000])("has all of %i characters", (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => index % 128);
  expect(textOf(bytes)).toBe(Array.from(bytes, (code) => String.fromCharCode(code)).join(""));
});

it("is what Pyodide makes its texts with", { timeout: 60_000 }, async () => {
  const python = await loadPyodide();
  keepTextsInside(python);
  const { _module } = python as PyodideAPI & { _module: { _asciiTextDecoder: TextDecoder } };
  const decode = vi.spyOn(_module._asciiTextDecoder, "decode");
  expect(python.runPython("'0123456789' * 500")).toBe("0123456789".repeat(500));
  expect(decode).toHaveBeenCalledOnce();
});
