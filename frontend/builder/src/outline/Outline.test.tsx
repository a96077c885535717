// @vitest-environment happy-dom
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as commands from "@/app/commands";
import { focusChosen } from "@/app/keyboard";
import type { Journey } from "@/definition/types";
import { parting } from "@/model/edits/samples";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { Outline } from "./Outline";

beforeEach(() => serve());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a count that opens its people is a button of its own, another mark is none", async () => {
  const open = vi.fn();
  const { builder, user } = bench(journeyCalled("onboarding"), <Outline />);
  const start = builder.document.journey().start;
  const marks = [
    { text: "3 here", tone: "accent", title: "Show who they are, in a new tab", open },
    { text: "sent", tone: "good" },
  ] as const;
  act(() =>
    builder.overlays.show({
      owner: "live",
      steps: new Map([[start, { marks }]]),
      links: new Map(),
    }),
  );
  const name = "3 here: Show who they are, in a new tab";
  await user.click(screen.getByRole("button", { name }));
  expect(open).toHaveBeenCalledOnce();
  expect(builder.selection.getState().steps.size).toBe(0);
  expect(screen.getByText("sent").closest("button")?.id).toBe(`b-row-${start}`);
});

test("what is said of a way stands where it goes on, also where there is no other", () => {
  const { builder } = bench(parting, <Outline />);
  const text = "gone: “Rest”";
  const links = new Map([
    ["/next", { text: "gone: “Begin”", tone: "bad" as const }],
    ["thanks/next", { text, tone: "bad" as const }],
  ]);
  act(() => builder.overlays.show({ owner: "publish", steps: new Map(), links }));
  expect(screen.getByText(text).closest("li")?.textContent).toContain("Thanks");
  expect(screen.getByText("gone: “Begin”").className).toBe("b-mark b-mark-bad");
});

test("a step is added for all ways above where they meet, and above an end by its key", async () => {
  const { builder, user } = bench(parting, <Outline />);
  const meeting = "Add a step for all ways, before “Thanks”";
  await user.click(screen.getByRole("button", { name: meeting }));
  expect(builder.adding.getState()).toMatchObject({
    link: { step: "praise", outlet: "next" },
    beside: [{ step: "call", outlet: "next" }],
  });
  expect(screen.getAllByRole("button", { name: /for all ways/ })).toHaveLength(1);
  expect(commands.placeAt(parting, "done")).toEqual({ link: { step: "thanks", outlet: "next" } });
});

test("below what is folded there is no place for adding, since there is no one way there", async () => {
  const { builder } = bench(parting, <Outline />);
  const places = () => screen.getAllByRole("button", { name: /Add a step/ }).length;
  const before = places();
  act(() => commands.fold(builder, "choose"));
  screen.getByRole("button", { name: /^Unfold/ });
  expect(places()).toBeLessThan(before);
  expect(screen.queryByRole("button", { name: /after “Choose”/ })).toBeNull();
});

test("on a phone it says by itself who is where in what is live, and no more than that", async () => {
  const here = { here: 2, in_trouble: 0, links: { next: 5 } };
  const journey = journeyCalled("onboarding");
  serve({ journeys: { version: null, versions: [], gone: [], steps: { [journey.start]: here } } });
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  const { builder } = bench(journey, <Outline />, [], "live");
  await screen.findByRole("button", { name: "2 here: Show who they are, in a new tab" });
  expect(builder.overlays.getState()?.links.size).toBe(0);
  cleanup();
  expect(builder.overlays.getState()).toBeNull();
  bench(journey, <Outline />, [], "draft");
  await act(async () => {});
  expect(screen.queryByText("2 here")).toBeNull();
});

test("a step whose id is entry is another row than where customers enter", () => {
  /** How it broke: the keys went to the way in, and nobody came to the step. */
  const { done, ...steps } = parting.steps;
  const thanks = { ...steps.thanks, next: "entry" };
  const journey = { ...parting, steps: { ...steps, thanks, entry: done } };
  const { builder } = bench(journey as Journey, <Outline />);
  act(() => builder.panels.view("outline"));
  act(() => builder.selection.choose("entry"));
  focusChosen(builder);
  expect((document.activeElement as HTMLElement).dataset.step).toBe("entry");
});
