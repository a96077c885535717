// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { parting } from "@/model/edits/samples";
import { bench } from "@/testing/builder";
import { MoreMenu } from "./MoreMenu";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A journey that is live, with an edit that is not saved yet; a save is answered with `status`. */
function edited(status: number) {
  const asked: string[] = [];
  const told = { revision: 1, is_draft: true, readable: true, problems: [], live_version: 3 };
  vi.stubGlobal("fetch", async (_: string, { method = "GET", headers }: RequestInit) => {
    asked.push(`${method} ${(headers as Record<string, string>)["If-Match"]}`);
    const answer = { ...told, status: "live", revision: 1 + asked.length };
    const headed = { status: method === "PUT" ? status : 200, headers: JSON_TYPE };
    return new Response(JSON.stringify(answer), headed);
  });
  const reload = vi.spyOn(window.location, "reload").mockImplementation(() => {});
  const made = bench(parting, <MoreMenu />, [], "live");
  act(() => made.builder.document.edit((now) => ({ ...now, name: "Typed last" })));
  const throwAway = async () => {
    await made.user.click(screen.getByRole("button", { name: "More" }));
    await made.user.click(screen.getByRole("menuitem", { name: "Throw the changes away" }));
    await made.user.click(await screen.findByRole("button", { name: "Throw them away" }));
    await waitFor(() => expect(reload).toHaveBeenCalled());
  };
  return { ...made, asked, throwAway };
}

const JSON_TYPE = { "content-type": "application/json" };

test("what was typed last is thrown away with the rest", async () => {
  /** How it broke: it was saved over what was live again, or the draft was not thrown away. */
  const { asked, throwAway } = edited(200);
  await throwAway();
  expect(asked).toEqual(['PUT "1"', 'DELETE "2"']);
});

test("so is what could not be saved, which no reload brings back", async () => {
  const { builder, throwAway } = edited(413);
  await throwAway();
  expect(builder.saving.getState().state).toBe("saved");
  window.dispatchEvent(new Event("pagehide"));
  const kept = sessionStorage.getItem(`onward/edits/${parting.journey}/kim@example.com`);
  expect(JSON.parse(kept ?? "{}")).toMatchObject({ saved: true, revision: 1 });
});
