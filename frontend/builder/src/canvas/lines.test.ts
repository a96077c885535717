import { expect, test } from "vitest";
import { say, strong } from "@/sentences/words";
import { linesOf } from "./lines";

/** As Chromium draws them in the 206 pixels of a step, at 12.5 pixels; Korean and pictures as their
 * fonts are made, nearly as wide as high. */
test.each([
  [1, say("Choose the way by ", strong("account seats"))],
  [2, say("Wait until it is ", strong("09:30"), " on ", strong("Tuesday, Thursday"))],
  [
    3,
    say(
      "Wait until ",
      strong("Report Shared"),
      " (only if its rows is at least ",
      strong("10"),
      "), at most ",
      strong("10 days"),
    ),
  ],
  [2, say("첫 로그인까지 기다립니다, ", strong("최대 일주일"), " 동안")],
  [2, say("🎉".repeat(20))],
  [2, say("Rindfleischetikettierungsüberwachungsgesetz")],
  [1, say()],
])("a text takes %i lines", (lines, said) => {
  expect(linesOf(said, 16.4)).toBe(lines);
});
