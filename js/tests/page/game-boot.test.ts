import { expect, it } from "vitest";
import { shareOf } from "../../src/page/steps/game-cards";

it("tells how far a boot is in percent, never more than is there", () => {
  expect(shareOf(0, 34_630_000, "en")).toBe("0%");
  expect(shareOf(17_000_000, 34_630_000, "en")).toBe("49%");
  expect(shareOf(34_629_999, 34_630_000, "en")).toBe("99%");
  expect(shareOf(34_630_000, 34_630_000, "de")).toBe("100\u00a0%");
});

it("keeps the line's room before the total is known", () => {
  expect(shareOf(9_000_000, 0, "en")).toBe("\u00a0");
});
