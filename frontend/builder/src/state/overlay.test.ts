/** What lies over the canvas, one above the other. */

import { expect, test } from "vitest";
import { overlaysOf } from "./overlay";

const of = (owner: string) => ({ owner, steps: new Map(), links: new Map() });

test("what is laid over another gives it back, also when that has changed meanwhile", () => {
  const overlays = overlaysOf();
  const shown = () => overlays.getState();
  overlays.show(of("live"));
  const above = of("publish");
  overlays.show(above);
  const newer = of("live");
  overlays.show(newer);
  expect(shown()).toBe(above);
  overlays.hide("publish");
  expect(shown()).toBe(newer);
  overlays.hide("publish");
  expect(shown()).toBe(newer);
  overlays.hide("live");
  expect(shown()).toBeNull();
});
