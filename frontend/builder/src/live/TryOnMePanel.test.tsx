// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";
import TryOnMePanel from "./TryOnMePanel";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("before the first customer exists, it says how there comes to be one", async () => {
  serve({ accounts: { items: [] } });
  bench(journeyCalled("first-mail"), <TryOnMePanel />);
  const link = await screen.findByText<HTMLAnchorElement>("Import a file");
  expect(link.getAttribute("href")).toBe("/imports/new");
  expect(screen.getByRole("button", { name: "walked through" })).toBeTruthy();
});

test("where there are customers, the first of them is whom one is", async () => {
  serve();
  bench(journeyCalled("first-mail"), <TryOnMePanel />);
  expect(await screen.findByDisplayValue("Acme")).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Begin" }).disabled).toBe(false);
  expect(screen.queryByText("Import a file")).toBeNull();
});
