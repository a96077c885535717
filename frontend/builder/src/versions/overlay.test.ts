/** What differs, as colours and words over the journey. */

import { expect, test } from "vitest";
import { differenceOverlay } from "./overlay";

test("where steps are gone, it is said on the way they stood on, or where that way began", () => {
  const way = { step: "welcome", before: "rest" };
  const { steps, links } = differenceOverlay("publish", {
    steps: [
      { step: "welcome", change: "changed", title: "Welcome", relinked: true },
      { step: "rest", change: "removed", title: "Rest", relinked: false },
    ],
    links: [
      { ...way, outlet: "next", after: "done", gone: ["Rest", "Call them"] },
      { ...way, outlet: "failed", after: null, gone: ["Write"] },
      { ...way, outlet: "skipped", after: "done", gone: [] },
      { ...way, step: "", outlet: "next", after: "welcome", gone: ["Begin"] },
    ],
  });
  const text = "gone: “Rest”, “Call them”";
  expect(links.get("welcome/next")).toEqual({ tone: "bad", text, title: text });
  expect(links.get("welcome/skipped")).toEqual({ tone: "warn" });
  expect(links.get("/next")?.text).toBe("gone: “Begin”");
  const marks = steps.get("welcome")?.marks;
  expect(marks?.map((mark) => mark.text)).toEqual(["changed", "gone: “Write”"]);
});
