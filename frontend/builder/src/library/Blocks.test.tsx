// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Block } from "@/definition/templates";
import { Blocks, known } from "./Blocks";

afterEach(cleanup);

const TEXT: Block = { type: "text", markdown: "Hello" };

test("blocks of the library are laid out, and what they become is told", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new Error("Nobody is asked here.")));
  let told: readonly Block[] = [];
  render(<Blocks name="blocks" csrf="" first={[TEXT]} changed={(now) => (told = now)} />);
  await userEvent.click(screen.getByRole("button", { name: "Line" }));
  expect(told).toEqual([TEXT, { type: "divider" }]);
  vi.unstubAllGlobals();
});

test("what cannot be drawn is left as text", () => {
  expect([known([TEXT]), known([{ type: "video" }]), known("text"), known([null])]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
