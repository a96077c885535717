// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { SIGNED_OUT } from "@/api/client";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { SaveState } from "./SaveState";
import { TopBar } from "./TopBar";
import { Whose } from "./Whose";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an open window is told that the journey has moved on", async () => {
  /** How it broke: beside a window that had published, another said “Live v1” for as long as it lay open. */
  vi.useFakeTimers();
  serve();
  const { builder } = bench(journeyCalled("hello"), <TopBar />, [], "live");
  screen.getByText("Live v3");
  serve({ journeys: { ...builder.opened, live_version: 4, is_draft: false } });
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  screen.getByText("Live v4");
  screen.getByText("No changes");
  // What is typed as YAML, and cannot be read yet, is nothing to be moved on under.
  serve({ journeys: { ...builder.opened, live_version: 5 } });
  act(() => builder.unread.set(() => ({ text: "a: [", behind: false }) as never));
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  screen.getByText("Live v4");
});

test.each([
  new Event("focus"),
  new Event("visibilitychange"),
  new StorageEvent("storage", { key: "onward/made" }),
])("on $type, what was made in another window is known", async (seen) => {
  /** How it broke: a segment that was made meanwhile was still said to be missing for half a minute. */
  const finding = {
    code: "unknown_segment",
    severity: "warning" as const,
    step: null,
    path: "entry.triggers.0.segment",
    message: "There is no segment “vip” here.",
    hint: null,
  };
  serve();
  const { builder } = bench(journeyCalled("hello"), <SaveState />, [finding]);
  const said = () => builder.findings.getState().map(({ code }) => code);
  expect(said()).toContain("unknown_segment");
  serve({ journeys: { ...builder.opened, problems: [] } });
  fireEvent(window, seen);
  await waitFor(() => expect(said()).not.toContain("unknown_segment"));
});

test("what others do with the journey is said, and nothing of an archived one can be edited", async () => {
  /** How it broke: everything could still be typed, and only the next save said that none of it is kept. */
  vi.useFakeTimers();
  serve();
  const window = (
    <>
      <TopBar />
      <Whose />
    </>
  );
  const { builder } = bench(journeyCalled("hello"), window, [], "live");
  const hears = async (changed: object) => {
    serve({ journeys: { ...builder.saving.getState().judged, ...changed } });
    await act(() => vi.advanceTimersByTimeAsync(30_000));
    return builder.announcer.getState().text;
  };
  expect(await hears({ status: "paused" })).toContain("It has been paused");
  expect(await hears({ status: "live" })).toContain("It has been resumed");
  expect(await hears({ live_version: 4 })).toContain("Version 4 is live now.");
  expect(builder.readOnly).toBe(false);
  await hears({ status: "archived" });
  expect(builder.readOnly).toBe(true);
  expect(screen.queryByRole("button", { name: "Publish" })).toBeNull();
  screen.getByText("Archived: to be read only");
  expect(screen.getByRole("alert").textContent).toContain("it can only be looked at");
  expect(screen.queryByText("What you edited last is not saved.")).toBeNull();
});

test("whoever edits what has just been archived hears that it is not saved", async () => {
  vi.useFakeTimers();
  serve();
  const { builder } = bench(journeyCalled("hello"), <Whose />, [], "live");
  const refusal = { detail: "It is archived and cannot be edited.", code: "archived" };
  const headers = { "content-type": "application/json" };
  vi.stubGlobal(
    "fetch",
    async () => new Response(JSON.stringify(refusal), { status: 409, headers }),
  );
  act(() => builder.document.edit((now) => ({ ...now, name: "Another" })));
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  screen.getByText("What you edited last is not saved.");
  expect(builder.readOnly).toBe(true);
});

test("whoever comes back to the window sees what is warned of now", async () => {
  /** How it broke: a trait that had been sent meanwhile was said to be unknown until the next edit. */
  const problem = {
    code: "unknown_trait",
    severity: "warning" as const,
    step: null,
    path: "exit.0.when.trait",
    message: "Nobody has ever sent the trait “status” of an account.",
    hint: null,
  };
  serve();
  const { builder } = bench(journeyCalled("hello"), <SaveState />, [problem]);
  const codes = () => builder.findings.getState().map(({ code }) => code);
  expect(codes()).toContain("unknown_trait");
  serve({ journeys: { ...builder.opened, problems: [] } });
  await act(async () => {
    fireEvent(window, new Event("focus"));
  });
  await vi.waitFor(() => expect(codes()).not.toContain("unknown_trait"));
  expect(builder.vocabulary.getState().data).not.toBeNull();
});

test("a window that nobody sees any more asks nothing", async () => {
  /** How it broke: it asked for everything anew as it was left, and once more as it was come back to. */
  serve();
  bench(journeyCalled("hello"), <SaveState />);
  const fetched = vi.spyOn(globalThis, "fetch");
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  fireEvent(window, new Event("visibilitychange"));
  expect(fetched).not.toHaveBeenCalled();
  fireEvent(window, new StorageEvent("storage", { key: "onward/made" }));
  expect(fetched).toHaveBeenCalled();
});

test("who signs in again comes back to all that the address said", async () => {
  /** How it broke: the customer whose way one looked at was forgotten. */
  serve();
  const { builder } = bench(journeyCalled("hello"), <SaveState />);
  window.history.replaceState(null, "", "?enrollment=one");
  act(() => builder.saving.set((now) => ({ ...now, state: "refused", because: SIGNED_OUT })));
  const next = new URL((screen.getByRole("link") as HTMLAnchorElement).href).searchParams.get(
    "next",
  );
  expect(next).toMatch(/\?enrollment=one$/);
});

test("who signs in again in another window is asked here before leaving", () => {
  /** How it broke: after Ctrl and a click, this one closed with all that is not saved, and never asked. */
  serve();
  const { builder } = bench(journeyCalled("hello"), <SaveState />);
  act(() => builder.saving.set((now) => ({ ...now, state: "refused", because: SIGNED_OUT })));
  const isAsked = (keys: MouseEventInit) => {
    const click = new MouseEvent("click", { ...keys, bubbles: true, cancelable: true });
    click.preventDefault();
    screen.getByRole("link").dispatchEvent(click);
    const leaving = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
  };
  expect([{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, {}].map(isAsked)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
