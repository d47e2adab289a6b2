import { describe, expect, it } from "vitest";
import { addressOf, formFor, isGzip, otherForm } from "../../src/shared/form";

describe("the form of a site's large files", () => {
  it("is plain where a host has compressed a text, and gzip where it has not, or nobody knows", () => {
    expect(formFor({ encodedBodySize: 400, decodedBodySize: 1000 })).toBe("plain");
    expect(formFor({ encodedBodySize: 1000, decodedBodySize: 1000 })).toBe("gzip");
    expect(formFor({ encodedBodySize: 0, decodedBodySize: 0 })).toBe("gzip");
    expect(formFor(undefined)).toBe("gzip");
  });

  it("is in the address of those files that have both", () => {
    expect(addressOf("a.bin", { gzip: true }, "gzip")).toBe("a.bin.gz");
    expect(addressOf("a.bin", { gzip: true }, "plain")).toBe("a.bin");
    expect(addressOf("a.bin", {}, "gzip")).toBe("a.bin");
    expect(otherForm("a.bin")).toBe("a.bin.gz");
    expect(otherForm("a.bin.gz")).toBe("a.bin");
  });

  it("is told by the first bytes", () => {
    expect(isGzip(new Uint8Array([0x1f, 0x8b, 8]))).toBe(true);
    expect(isGzip(new Uint8Array([0x1f, 0x8c]))).toBe(false);
    expect(isGzip(new Uint8Array([0, 0x61, 0x73, 0x6d]))).toBe(false);
    expect(isGzip(new Uint8Array())).toBe(false);
  });
});
