// @vitest-environment happy-dom
/** How much is wrong with a step. */

import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Found } from "./Found";

afterEach(cleanup);

test("what is to be put right does not hide what is warned of", () => {
  const { container } = render(
    <Found blocking={1} wrong warnings={2} finding="Nothing leads there." />,
  );
  expect(container.textContent).toBe("1 to be put right2 warnings");
  // The first finding is what is to be put right.
  expect(container.querySelector(".b-badge-warn")?.getAttribute("title")).toBeNull();
});

test("nothing is shown where nothing is wrong", () => {
  expect(render(<Found blocking={0} wrong={false} warnings={0} />).container.innerHTML).toBe("");
});

test("what only has to be filled in yet is counted, and is no alarm", () => {
  /** How it broke: an event that had just been asked for stood in red before anybody could choose one. */
  const open = render(<Found blocking={1} wrong={false} warnings={0} />).container;
  expect(open.textContent).toBe("1 to be put right");
  expect(open.querySelector(".b-badge-bad")).toBeNull();
});
