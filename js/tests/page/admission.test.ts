import { describe, expect, it } from "vitest";
import type { OneUpload } from "../../src/generated/contract";
import { admit } from "../../src/page/admission";
import { english } from "../../src/page/strings";

const now = Date.parse("2026-11-21T12:00:00Z");
const until = (expires_at: string): OneUpload => ({
  kind: "s3-post",
  url: "https://store.example/",
  fields: {},
  prefix: "in/study/live/",
  mode: "live",
  max_bytes: 1,
  experiment: "study",
  expires_at,
});
const endpoint: OneUpload = {
  kind: "endpoint",
  url: "https://sign.example",
  mode: "live",
  max_bytes: 1,
  participants: false,
  code: false,
};

interface Given {
  pattern?: string;
  id?: string | null;
  minutes?: number;
  permissions?: OneUpload[];
  study?: Parameters<typeof admit>[1]["study"];
}

function title(given: Given): string | null {
  const { pattern = null, id = null, minutes, permissions = [], study = { open: true } } = given;
  const participant = { id: ["id"], pattern, params: [], number: null };
  const manifest = { participant, max_minutes: minutes ?? null };
  try {
    admit(manifest, { study, taker: { participant: id }, permissions, now }, english);
    return null;
  } catch (error) {
    return (error as { title: string }).title;
  }
}

describe("who begins", () => {
  it("needs a study that is open and can be reached", () => {
    expect(title({})).toBeNull();
    expect(title({ study: { open: false } })).toBe(english.closedTitle);
    expect(title({ study: null })).toBe(english.brokenTitle);
  });

  it("has an id of the study's form, where it has one", () => {
    const pattern = "[0-9a-f]{4}|lab-[0-9]+";
    for (const id of ["12af", "lab-7"]) expect(title({ pattern, id })).toBeNull();
    for (const id of [null, "", "12AF", "12af7", "x12af", "lab-7\n", "lab-"]) {
      expect(title({ pattern, id })).toBe(english.admission.idTitle);
    }
    expect(title({ id: "anything" })).toBeNull();
  });

  it("can send what they do for as long as a session may take", () => {
    const enough = until("2026-11-21T12:45:00Z");
    const short = until("2026-11-21T12:44:59Z");
    const minutes = 45;
    expect(title({ minutes, permissions: [enough] })).toBeNull();
    expect(title({ minutes, permissions: [enough, short] })).toBe(english.admission.soonTitle);
    expect(title({ minutes, permissions: [endpoint] })).toBeNull();
    expect(title({ minutes, permissions: [{ kind: "none" }] })).toBeNull();
    expect(title({ permissions: [short] })).toBeNull();
  });
});
