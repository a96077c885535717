// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { Menu } from "./Menu";

afterEach(cleanup);

test("what is typed in a menu looks for an entry, and does nothing else", async () => {
  /** How it broke: “?” and “/” led elsewhere, and the menu stayed open beneath. */
  const user = userEvent.setup();
  const items = ["Versions", "Import"].map((label) => ({ label, does: () => {} }));
  render(<Menu label="More" items={items} />);
  await user.click(screen.getByRole("button", { name: "More" }));
  const elsewhere = vi.fn();
  window.addEventListener("keydown", elsewhere);
  await user.keyboard("?/i");
  window.removeEventListener("keydown", elsewhere);
  expect(elsewhere).not.toHaveBeenCalled();
  expect(document.activeElement?.textContent).toBe("Import");
});

test("what a browser does by keys it does in a menu, too", async () => {
  /** How it broke: nobody could read the page larger, or load it anew, while one was open. */
  const user = userEvent.setup();
  render(<Menu label="More" items={[{ label: "Import", does: () => {} }]} />);
  await user.click(screen.getByRole("button", { name: "More" }));
  const kept: boolean[] = [];
  const heard = (event: KeyboardEvent) => {
    if (event.key !== "Control") kept.push(event.defaultPrevented);
  };
  window.addEventListener("keydown", heard);
  await user.keyboard("{Control>}r+{/Control}");
  window.removeEventListener("keydown", heard);
  expect(kept).toEqual([false, false]);
});

test("only beside icons is there room for one", async () => {
  /** How it broke: a menu without any had an empty column. */
  const user = userEvent.setup();
  const plain = ["Text", "Button"].map((label) => ({ label, does: () => {} }));
  const { rerender } = render(<Menu label="Add" items={plain} />);
  await user.click(screen.getByRole("button", { name: "Add" }));
  const before = () =>
    screen.getAllByRole("menuitem").map((line) => line.firstElementChild?.textContent);
  expect(before()).toEqual(["Text", "Button"]);
  rerender(<Menu label="Add" items={[...plain, { label: "Remove", icon: "trash", does() {} }]} />);
  expect(before()).toEqual(["", "", ""]);
});
