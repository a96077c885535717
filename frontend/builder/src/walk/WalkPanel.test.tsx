// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Walk } from "@/api/walk";
import { BuilderProvider } from "@/app/context";
import { bench, journeyCalled, serve } from "@/testing/builder";
import WalkPanel from "./WalkPanel";

const WALK: Walk = {
  zone: "UTC",
  customer: "Sample Ltd",
  entered: true,
  trace: [
    {
      at: "2026-03-02T09:00:00Z",
      step: "welcome",
      words: "Sent.",
      evidence: [],
      message: {
        to: "sam@example.com",
        title: "Welcome",
        text: "Hello Sam",
        frame: "about:blank",
      },
    },
  ],
  visited: ["welcome"],
  links: [],
  used: 0,
  stopped: null,
  waiting: null,
  ended: null,
  retold: { scenario: { expect: [{ sends: "welcome" }] }, because: null, name: "Just enters" },
};

let begins: string;
const walkedFrom = () => begins;

const open = (walk: Walk, zone?: string) => {
  serve({ journeys: walk });
  const answer = fetch;
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    if (address.endsWith("/walk")) begins = JSON.parse(`${init.body}`).begins;
    return answer(address, init);
  });
  return bench(journeyCalled("onboarding"), <WalkPanel />, [], undefined, zone);
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a message is shown in a frame once it is opened", async () => {
  open(WALK);
  const title = await screen.findByText("Welcome");
  // How it broke: the hour was the customer's, which nobody said.
  screen.getByText(/ enters .*, on their clock \(/);
  expect(document.querySelector("iframe")).toBeNull();
  const details = title.closest("details");
  act(() => details?.toggleAttribute("open", true));
  const frame = await screen.findByTitle("Welcome");
  expect(frame.getAttribute("src")).toBe("about:blank");
  expect(frame.getAttribute("sandbox")).toBe("");
});

test("a message without a frame is told by its text", async () => {
  const [line] = WALK.trace;
  if (!line?.message) throw new Error("There is one.");
  open({ ...WALK, trace: [{ ...line, message: { ...line.message, frame: null } }] });
  await screen.findByText("Hello Sam");
});

test("a walk is saved as a scenario", async () => {
  const { user, journey } = open(WALK);
  const before = journey().scenarios?.length ?? 0;
  await user.click(await screen.findByRole("button", { name: "Save as a scenario" }));
  expect(journey().scenarios?.slice(before)).toEqual([
    { name: "Just enters", expect: [{ sends: "welcome" }] },
  ]);
});

test("when they enter is chosen on the reader's clock, and kept", async () => {
  /** How it broke: whoever walked entered now. */
  const { builder, journey } = open(WALK, "Asia/Tokyo");
  const scenarios = journey().scenarios?.length ?? 0;
  const field = await screen.findByLabelText<HTMLInputElement>("When they enter");
  fireEvent.change(field, { target: { value: "2026-12-05T08:30" } });
  expect(builder.walking.getState().begins).toBe("2026-12-04T23:30:00.000Z");
  expect(field.value).toBe("2026-12-05T08:30");
  await vi.waitFor(() => expect(walkedFrom()).toBe("2026-12-04T23:30:00.000Z"));
  // The walk that was saved is not the one that begins later.
  const save = { name: "Save as a scenario" };
  fireEvent.click(await screen.findByRole("button", save));
  fireEvent.change(field, { target: { value: "2026-12-06T08:30" } });
  fireEvent.click(screen.getByRole("button", save));
  expect(journey().scenarios).toHaveLength(scenarios + 2);
});

test("a year that is being typed is not walked in", async () => {
  open(WALK);
  const field = await screen.findByLabelText<HTMLInputElement>("When they enter");
  await screen.findByText("Welcome");
  const before = walkedFrom();
  fireEvent.change(field, { target: { value: "0002-12-05T08:30" } });
  await new Promise((later) => setTimeout(later));
  expect([field.value, walkedFrom()]).toEqual(["0002-12-05T08:30", before]);
});

test("that not all of what they had done before goes along is said", async () => {
  const cut = "They had done 301 things before that count here.";
  open({ ...WALK, retold: { ...WALK.retold, cut } });
  await screen.findByText(cut);
});

test("from a walk that was saved one comes to its scenario", async () => {
  /** How it broke: it was said to be saved, and nowhere where. */
  const { user, builder } = open(WALK);
  const before = builder.document.journey().scenarios?.length ?? 0;
  await user.click(await screen.findByRole("button", { name: "Save as a scenario" }));
  await user.click(screen.getByRole("button", { name: "Show the scenario" }));
  const { panel, about } = builder.panels.getState();
  expect([panel, about?.path]).toEqual(["scenarios", `scenarios.${before}`]);
});

test("a scenario that was taken back can be saved once more", async () => {
  /** How it broke: its button went on to lead to it, and came to another or to none. */
  const { user, builder, journey } = open(WALK);
  const before = journey().scenarios?.length ?? 0;
  await user.click(await screen.findByRole("button", { name: "Save as a scenario" }));
  act(() => builder.document.undo());
  await user.click(screen.getByRole("button", { name: "Save as a scenario" }));
  expect(journey().scenarios).toHaveLength(before + 1);
  screen.getByRole("button", { name: "Show the scenario" });
});

test("a walk that was saved stays so when a colleague's edits are taken in", async () => {
  /** How it broke: the field its name is written in went away under the keys, and it could be saved twice. */
  const { user, builder } = open(WALK);
  await user.click(await screen.findByRole("button", { name: "Save as a scenario" }));
  const field = screen.getByLabelText("Name of the scenario");
  const merged = structuredClone(builder.document.journey());
  act(() => builder.document.edit(() => ({ ...merged, name: "Theirs" })));
  expect(document.activeElement).toBe(field);
  screen.getByRole("button", { name: "Show the scenario" });
});

test("a walk that is no scenario says why", async () => {
  open({ ...WALK, retold: { scenario: null, because: "They have unsubscribed." } });
  const button = await screen.findByRole("button", { name: "Save as a scenario" });
  expect(button.hasAttribute("disabled")).toBe(true);
  const told = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).toContain("They have unsubscribed.");
});

test.each([
  ["Waiting for an answer.", "an answer", 0],
  ["Sent.", "Out of office: nothing goes out.", 1],
  ["Put off until Tue 8 Dec: quiet hours.", "the moment it may be sent", 0],
])("what is waited for is said once: %s", async (words, because, again) => {
  const at = "2026-03-02T09:00:00Z";
  const waiting = { step: "welcome", title: "Welcome", since: at, because, options: [] };
  const kind = words.startsWith("Put off") ? "deferred" : "sent";
  const line = { at, step: "welcome", kind, words, evidence: [], message: null };
  open({ ...WALK, trace: [line], waiting });
  await screen.findByText(words);
  expect(screen.queryAllByText(because)).toHaveLength(again);
});

test("the end is said once: where it came about, and marked as the end", async () => {
  const at = "2026-03-02T09:00:00Z";
  const reason = "Reached the end, “Done”.";
  const line = { at, step: "done", words: reason, evidence: [], message: null };
  open({ ...WALK, trace: [...WALK.trace, line], ended: { reason, outcome: "completed" } });
  const said = await screen.findByText(reason);
  // The end of a journey is good for whoever has reached the goal.
  expect(said.className).toContain("b-mark-calm");
  expect(said.closest("li")?.textContent).toContain("Done");
});

test.each([
  ["completed", false, "calm"],
  ["completed", true, "good"],
  ["not-saved", false, "calm"],
  ["goal", true, "good"],
])("an end is as good as the goal: %s, reached %s", async (outcome, converted, tone) => {
  /** How it broke: an end called “Not saved” was green. */
  open({ ...WALK, ended: { reason: "The end.", outcome, converted } });
  const said = await screen.findByText(/The end\./);
  expect(said.className.includes("b-mark-calm")).toBe(tone === "calm");
});

test("what can be chosen says where it leads, so that no two do the same unseen", async () => {
  const at = "2026-03-02T09:00:00Z";
  const options = ["It happens", "Let time pass"].map((label, place) => ({
    choice: { step: "welcome", what: place ? ("time" as const) : ("event" as const) },
    label,
    to: "welcome",
    at,
  }));
  open({ ...WALK, waiting: { step: "welcome", because: null, options } });
  for (const label of ["It happens", "Let time pass"]) {
    const option = await screen.findByRole("button", { name: new RegExp(label) });
    expect(option.textContent).toMatch(/→ Day 1, welcome|→ Welcome/);
    // What lets time pass says to when; what happens, when.
    expect(/to Mon 2 Mar/.test(`${option.textContent}`)).toBe(label === "Let time pass");
  }
});

test("it is seen to its end when something is chosen, and left alone when it is walked anew", async () => {
  /** How it broke: whoever chose another customer, or opened a message, was taken to the end. */
  const at = "2026-03-02T09:00:00Z";
  const option = { choice: { step: "welcome", what: "time" as const }, label: "Let time pass", at };
  const waiting = { step: "welcome", title: "Welcome", since: at, because: "", options: [option] };
  const seen = vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation(() => {});
  const { builder, user } = open({ ...WALK, waiting });
  await screen.findByText("Welcome");
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(2));
  const answered = vi.spyOn(builder.overlays, "show");
  act(() => builder.sample.choose({ kind: "account", id: "acme", label: "Acme" }));
  await vi.waitFor(() => expect(answered).toHaveBeenCalledTimes(1));
  expect(seen).toHaveBeenCalledTimes(2);
  await user.click(screen.getByRole("button", { name: /Let time pass/ }));
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(4));
});

test("after an answer one goes on to what can happen next, and hears what came about", async () => {
  /** How it broke: the answer went with the focus, and the choice was said, not what came of it. */
  const at = "2026-03-02T09:00:00Z";
  const option = { choice: { step: "welcome", what: "time" as const }, label: "Let time pass", at };
  const waiting = { step: "welcome", title: "Welcome", since: at, because: "", options: [option] };
  const { builder, user } = open({ ...WALK, waiting });
  const answer = await screen.findByRole("button", { name: /Let time pass/ });
  expect(builder.announcer.getState().text).toBe("");
  await user.click(answer);
  await vi.waitFor(() =>
    expect(builder.announcer.getState().text).toBe("Sent. What happens next?"),
  );
  await user.click(screen.getByRole("button", { name: "Begin anew" }));
  const next = screen.getByRole("button", { name: /Let time pass/ });
  await vi.waitFor(() => expect(document.activeElement).toBe(next));
});

test.each(["input", "textarea"] as const)(
  "whoever writes elsewhere when an answer comes goes on with that: %s",
  async (field) => {
    /** How it broke: what was typed into the search meanwhile landed on what can happen next. */
    const option = {
      choice: { step: "welcome", what: "time" as const },
      label: "Let time pass",
      at: "",
    };
    const waiting = {
      step: "welcome",
      title: "Welcome",
      since: "",
      because: "",
      options: [option],
    };
    const { builder } = open({ ...WALK, waiting });
    await screen.findByRole("button", { name: /Let time pass/ });
    const elsewhere = document.body.appendChild(document.createElement(field));
    elsewhere.focus();
    act(() => builder.walking.set((now) => ({ ...now, choices: [option.choice] })));
    await vi.waitFor(() =>
      expect(builder.announcer.getState().text).toContain("What happens next?"),
    );
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  },
);

test("whoever saves a walk is asked for its name, in place of what it is called by itself", async () => {
  const { user, journey } = open(WALK);
  const save = await screen.findByRole("button", { name: "Save as a scenario" });
  await user.click(save);
  const name = screen.getByLabelText<HTMLTextAreaElement>("Name of the scenario");
  screen.getByText(/It is tried again at each publish/);
  expect(document.activeElement).toBe(name);
  expect([name.selectionStart, name.selectionEnd]).toEqual([0, "Just enters".length]);
  await user.keyboard("Welcomed at once");
  await user.click(save);
  expect(journey().scenarios).toHaveLength(
    1 + (journeyCalled("onboarding").scenarios?.length ?? 0),
  );
  expect(journey().scenarios?.at(-1)?.name).toBe("Welcomed at once");
});

test("a walk is taken up again where it was left, and is seen at once", async () => {
  const at = "2026-03-02T09:00:00Z";
  const option = { choice: { step: "welcome", what: "time" as const }, label: "Let time pass", at };
  const waiting = { step: "welcome", title: "Welcome", since: at, because: "", options: [option] };
  const { builder, user } = open({ ...WALK, waiting });
  await user.click(await screen.findByRole("button", { name: /Let time pass/ }));
  cleanup();
  render(
    <BuilderProvider builder={builder}>
      <WalkPanel />
    </BuilderProvider>,
  );
  expect(screen.getByRole("button", { name: "One back" }).hasAttribute("disabled")).toBe(false);
  expect(screen.queryByText("Walking …")).toBeNull();
  screen.getByText("Sent.");
});

test("another customer begins anew", async () => {
  /** How it broke: what was chosen for one was chosen for the next, who may have ended by then. */
  const at = "2026-03-02T09:00:00Z";
  const option = { choice: { step: "welcome", what: "time" as const }, label: "Let time pass", at };
  const waiting = { step: "welcome", title: "Welcome", since: at, because: "", options: [option] };
  const { builder, user } = open({ ...WALK, waiting });
  await user.click(await screen.findByRole("button", { name: /Let time pass/ }));
  const back = screen.getByRole("button", { name: "One back" });
  expect(back.hasAttribute("disabled")).toBe(false);
  act(() => builder.sample.choose({ kind: "account", id: "acme", label: "Acme" }));
  expect(back.hasAttribute("disabled")).toBe(true);
  expect(builder.walking.getState().choices).toEqual([]);
});

test.each([
  ["goal", true, "It is over."],
  ["exited", false, "It is over."],
  ["not-now", false, "It is over. Outcome: not now."],
])("an end that is no success is not green: %s", async (outcome, good, told) => {
  open({ ...WALK, ended: { reason: "It is over.", outcome } });
  const said = await screen.findByText(told);
  expect(said.classList.contains("b-mark-calm")).toBe(!good);
});
