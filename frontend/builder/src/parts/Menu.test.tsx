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
