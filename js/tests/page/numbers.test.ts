import { expect, it } from "vitest";
import { decimal, percent } from "../../src/page/numbers";

it("writes numbers as the language does", () => {
  expect(decimal(1234.567, "en")).toBe("1,234.57");
  expect(decimal(1234.567, "de")).toBe("1.234,57");
  expect(decimal(0.12345, "en", 4)).toBe("0.1235");
  expect(percent(0.427, "en")).toBe("43%");
  expect(percent(0.427, "de")).toBe("43\u00a0%");
});
