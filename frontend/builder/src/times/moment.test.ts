import { expect, test } from "vitest";
import { momentIn } from "./moment";

test("a moment is written alike in this year and in others", () => {
  const year = new Date().getFullYear();
  const written = [year, year + 1].map((each) => momentIn("UTC")(`${each}-06-01T09:00:00Z`));
  expect(written[0]).toMatch(/^[A-Z][a-z]{2} 1 Jun, 09:00$/);
  expect(written[1]).toMatch(new RegExp(`^[A-Z][a-z]{2} 1 Jun ${year + 1}, 09:00$`));
});
