// @vitest-environment happy-dom
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { journeyOf, parting } from "@/model/edits/samples";
import { type Bench, formOf, journeyCalled, serve } from "@/testing/builder";

beforeEach(() => serve());
afterEach(cleanup);

const lookedUp = (bench: Bench) =>
  act(async () => {
    while (bench.builder.vocabulary.getState().data === null) await Promise.resolve();
  });
const dialog = () => within(screen.getByRole("dialog", { hidden: true }));

test.each([
  ["without half a word", `${"word ".repeat(23)}undivided`, /word …$/],
  ["without half a field", `${"word ".repeat(22)}and {{ account.name }}`, /and …$/],
  ["as it is read", "Hello **you**", /Hello you$/],
  [
    "without its marks",
    "## Hello\n\n- one\n1. two, [three](https://a.test){.button}",
    /Hello one two, three$/,
  ],
  ["where nothing stands between words, too", "\u3042".repeat(150), /\u3042{120} …$/u],
])("it is shown how a message begins, %s", (_, body, shown) => {
  const templates = { ...parting.templates, hello: { subject: "Hello", body } };
  formOf({ ...parting, templates }, "hello");
  const card = screen.getByRole("button", { name: /Edit the message/ });
  expect(card.textContent).toMatch(shown);
});

describe("a wait", () => {
  test("in another form leads on as before", async () => {
    const { user, step } = formOf(journeyCalled("for-a-while"), "pause");
    await user.selectOptions(screen.getByLabelText("Wait"), "Until something happens");
    expect(step("pause")).toEqual({
      type: "wait",
      until: { event: "" },
      at_most: "7d",
      on: { happened: "done", timeout: "done" },
    });
    await user.selectOptions(screen.getByLabelText("Wait"), "Until a day of the journey");
    expect(step("pause")).toEqual({
      type: "wait",
      until: { day: 7, at: "09:00" },
      next: "done",
    });
  });

  test("until a day begins with one that is still to come there", async () => {
    /** How it broke: after a wait until day 14, day 7 was proposed. */
    const journey = journeyOf({
      first: { type: "wait", until: { day: 14, at: "09:00" }, next: "second" },
      second: { type: "wait", for: "2d", next: "done" },
      done: { type: "exit" },
    });
    const { user, step } = formOf(journey, "second");
    await user.selectOptions(screen.getByLabelText("Wait"), "Until a day of the journey");
    expect(step("second")).toMatchObject({ until: { day: 21 } });
  });

  test("for an event can count what was done before, too", async () => {
    /** How it broke: who had a project already waited for it, and was called as if they had none. */
    const journey = journeyOf({
      made: {
        type: "wait",
        until: { event: "Project Created", where: { trait: "event.kind", is: "team" } },
        at_most: "7d",
        on: { happened: "done", timeout: "done" },
      },
      done: { type: "exit" },
    });
    const { user, step } = formOf(journey, "made");
    await user.click(screen.getByRole("button", { name: "Count what they did before, too" }));
    expect(step("made")).toEqual({
      type: "wait",
      until: {
        when: {
          event: "Project Created",
          where: { trait: "event.kind", is: "team" },
          within: "ever",
        },
      },
      at_most: "7d",
      on: { happened: "done", timeout: "done" },
    });
    // From there the keys go on, and not at the page.
    expect(document.activeElement).toBe(screen.getByLabelText("Wait"));
  });

  test("has what was filled in again when its form comes back", async () => {
    const { user, step } = formOf(journeyCalled("until-all-have"), "everybody");
    const filled = step("everybody");
    const wait = screen.getByLabelText("Wait");
    await user.selectOptions(wait, "Until a date of theirs");
    await user.type(screen.getByLabelText("Name of the step"), "Signed in");
    expect(step("everybody")).toHaveProperty("until.date");
    await user.selectOptions(wait, "Until something happens");
    expect(step("everybody")).toEqual({ ...filled, name: "Signed in" });
    await user.selectOptions(wait, "Until a date of theirs");
    await user.click(screen.getByLabelText("After it"));
    await user.selectOptions(wait, "Until a condition is met");
    await user.selectOptions(wait, "Until a date of theirs");
    expect(step("everybody")).toHaveProperty("until.date.offset", "60d");
  });

  test("whose way for the late is gone leads them on where the others go", async () => {
    const { user, step } = formOf(journeyCalled("until-an-event"), "first-project");
    const { until } = step("first-project") as { until: unknown };
    await user.selectOptions(screen.getByLabelText("Wait"), "For a while");
    await user.click(dialog().getByText("Change it, and remove 2 steps"));
    await user.selectOptions(screen.getByLabelText("Wait"), "Until something happens");
    expect(step("first-project")).toEqual({
      type: "wait",
      until,
      at_most: { day: 14, at: "09:00" },
      on: { happened: "done", timeout: "done" },
    });
  });

  test("ends by a date of theirs, and says when that is", async () => {
    const words = "Tue 16 Jun 2026, 09:00 (UTC)";
    serve({ journeys: { dates: [{ at: "2026-06-16T09:00:00Z", words, whose: "Acme" }] } });
    const { user, step } = formOf(journeyCalled("until-all-have"), "everybody");
    const latest = screen.getByLabelText("At the latest");
    const limit = () => (step("everybody") as { at_most: unknown }).at_most;
    await user.selectOptions(latest, "By a date of theirs");
    expect(limit()).toEqual({ date: { trait: "", offset: "-14d" } });
    const date = screen.getByRole("combobox", { name: "Date" });
    await user.type(date, "account.renewal_date{Enter}");
    const before = { date: { trait: "account.renewal_date", offset: "-14d" } };
    expect(limit()).toEqual(before);
    expect(await screen.findByText(`For Acme: ${words}`)).toBeTruthy();
    // What becomes of those who come too late is said of a limit that can be past, and of no other.
    screen.getByText(/^If that is past when they come here/);
    await user.selectOptions(latest, "On a day of the journey");
    expect(limit()).toEqual({ day: 7, at: "09:00" });
    screen.getByText(/^If that is past when they come here/);
    await user.selectOptions(latest, "After a while");
    expect(limit()).toBe("14d");
    expect(screen.queryByText(/^If that is past when they come here/)).toBeNull();
    await user.selectOptions(latest, "By a date of theirs");
    expect(limit()).toEqual(before);
  });

  test("asks before it gives up a way that alone leads to something", async () => {
    const { user, journey } = formOf(journeyCalled("until-an-event"), "first-project");
    await user.selectOptions(screen.getByLabelText("Wait"), "For a while");
    expect(journey().steps).toHaveProperty("call");
    expect(dialog().getByText(/“Call”, “Late”/)).toBeTruthy();
    await user.click(dialog().getByText("Change it, and remove 2 steps"));
    expect(Object.keys(journey().steps)).toEqual(["first-project", "done"]);
  });

  test("takes a duration as it is typed", async () => {
    const { user, step } = formOf(journeyCalled("for-a-while"), "pause");
    const amount = screen.getByLabelText("How long");
    await user.clear(amount);
    await user.type(amount, "2w");
    expect(step("pause")).toMatchObject({ for: "2w" });
    for (const typed of ["-3", "0", "soon"]) {
      await user.clear(amount);
      await user.type(amount, typed);
      await user.tab();
      expect(screen.getByRole("alert").textContent).toContain(`“${typed}” is not taken over.`);
    }
    expect(step("pause")).toMatchObject({ for: "2w" });
    await user.clear(amount);
    await user.type(amount, "2");
    expect(screen.queryByRole("alert")).toBeNull();
    await user.selectOptions(screen.getByLabelText("How long: unit"), "business days");
    expect(step("pause")).toMatchObject({ for: "2 business days" });
  });

  test("keeps the last duration when what is typed is none", async () => {
    const { user, step } = formOf(journeyCalled("for-a-while"), "pause");
    const amount = screen.getByLabelText<HTMLInputElement>("How long");
    await user.clear(amount);
    await user.type(amount, "soon");
    await user.tab();
    expect(step("pause")).toMatchObject({ for: "2 business days" });
    expect(amount.value).toBe("2");
  });

  test("for a date may lie before or after it, and be given up", async () => {
    const { user, step } = formOf(journeyCalled("before-renewal"), "sixty");
    await user.click(screen.getByLabelText("After it"));
    expect(step("sixty")).toMatchObject({ until: { date: { offset: "60d" } } });
    await user.click(screen.getByLabelText("On the day"));
    expect(step("sixty")).toMatchObject({ until: { date: { trait: "account.renewal_date" } } });
    expect(JSON.stringify(step("sixty"))).not.toContain("offset");
    await user.selectOptions(screen.getByLabelText("When that is past already"), "Go on at once");
    await user.click(dialog().getByText(/Change it/));
    expect(step("sixty")).toMatchObject({ on: { timeout: "unknown" } });
    expect(JSON.stringify(step("sixty"))).not.toContain("passed");
  });

  test("says what a while counts from and what a day does, and when that would be", async () => {
    /** How it broke: “7 days” and “day 7” stood beside each other, and nothing told them apart. */
    const words = "Friday 11 December, 09:00 in Europe/Amsterdam";
    serve({ journeys: { dates: [{ at: "2026-12-11T08:00:00Z", words }] } });
    const { user } = formOf(journeyCalled("for-a-while"), "pause");
    const said = () => document.querySelector(".b-dates")?.textContent;
    await waitFor(() =>
      expect(said()).toBe(
        `2 business days after they come to this step. If they came now: ${words}`,
      ),
    );
    await user.selectOptions(screen.getByLabelText("Wait"), "Until a day of the journey");
    const day = "Day 7 of the journey, counted from when they entered (day 1).";
    await waitFor(() => expect(said()).toBe(`${day} If they entered now: ${words}`));
  });
});

test("where a list loses its last line, the focus goes to what adds one", async () => {
  const rule = { when: { trait: "account.plan", is: "free" } };
  const { user } = formOf({ ...journeyCalled("hello"), exit: [rule] });
  const rules = within(screen.getByRole("group", { name: "What takes them out at once" }));
  await user.click(rules.getByRole("button", { name: /^Remove / }));
  expect(document.activeElement).toBe(rules.getByRole("button", { name: "Add a rule" }));
});

describe("a task's answers", () => {
  test("are added, renamed everywhere, and taken away with their way", async () => {
    const { user, journey, step } = formOf(journeyCalled("conditions"), "call");
    await user.click(screen.getByRole("button", { name: "Add an answer" }));
    expect(step("call")).toMatchObject({
      outcomes: ["well", "badly", "done"],
      on: { done: "tips" },
    });
    // What is typed now takes the place of its name.
    const added = screen.getByDisplayValue<HTMLInputElement>("Done");
    await waitFor(() => expect(document.activeElement).toBe(added));
    expect([added.selectionStart, added.selectionEnd]).toEqual([0, 4]);

    const badly = screen.getByDisplayValue("Badly");
    await user.clear(badly);
    await user.type(badly, "No answer{Enter}");
    expect(step("call")).toMatchObject({ on: { "no-answer": "tips" } });
    expect(JSON.stringify(journey())).not.toContain('"outcome":"badly","next"');
    expect(JSON.stringify(journey().steps.which)).toContain('"outcome":"no-answer"');

    await user.click(screen.getByRole("button", { name: "More for done" }));
    await user.click(screen.getByRole("menuitem", { name: "Remove" }));
    expect(step("call")).toMatchObject({ outcomes: ["well", "no-answer"] });
    expect(JSON.stringify(step("call"))).not.toContain("done");
    // How it broke: the focus was nowhere.
    expect(document.activeElement).toBe(screen.getByDisplayValue("No answer"));
  });

  test("can be added before anything is waited for, and bring no more than that they are", async () => {
    /** How it broke: a time by which it is due, and a way for when it is late, came with them unasked. */
    const { builder, user, step } = formOf(journeyCalled("renewal-ahead"), "look");
    const before = step("look");
    await user.click(screen.getByRole("button", { name: "Add an answer" }));
    const added = screen.getByDisplayValue<HTMLInputElement>("Done");
    await waitFor(() => expect(document.activeElement).toBe(added));
    expect(step("look")).toEqual({ ...before, outcomes: ["done"] });
    expect(screen.getByLabelText<HTMLInputElement>("Wait until it is done").checked).toBe(true);
    screen.getByText("The journey waits for the answer.");
    const said = builder.findings.getState().map(({ code }) => code);
    expect(said).toContain("endless_wait");
  });

  test("are waited for only until it is due, if that is chosen", async () => {
    const { user, step } = formOf(journeyCalled("a-call"), "call");
    const only = screen.getByLabelText("Wait only until it is due");
    expect(screen.getByText(/^if it is not done by then, goes to “Remind”/)).toBeTruthy();
    await user.click(only);
    await user.click(dialog().getByText("Change it, and remove that step"));
    expect(JSON.stringify(step("call"))).not.toContain("overdue");
    expect(screen.getByText("Customers for whom it is never done wait for ever.")).toBeTruthy();
    await user.click(screen.getByLabelText("Due within some time"));
    expect(step("call")).not.toHaveProperty("due");
    await user.click(only);
    expect(step("call")).toMatchObject({ due: "2 business days", on: { overdue: "done" } });
  });

  test("are added by the first click while one is being named", async () => {
    const { user, step } = formOf(journeyCalled("conditions"), "call");
    const badly = screen.getByDisplayValue("Badly");
    await user.clear(badly);
    await user.type(badly, "No answer!");
    const add = screen.getByRole("button", { name: "Add an answer" });
    await user.pointer({ keys: "[MouseLeft>]", target: add });
    // What is said below the name stays, and with it the button under the pointer.
    expect(screen.getByText("It will be called “No answer”.")).toBeTruthy();
    await user.pointer({ keys: "[/MouseLeft]", target: add });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByDisplayValue("Done")));
    expect(step("call")).toMatchObject({ outcomes: ["well", "no-answer", "done"] });
  });

  test("are read in words, and keep their names while only read so", async () => {
    const { user, step } = formOf(journeyCalled("conditions"), "call");
    const badly = screen.getByDisplayValue<HTMLInputElement>("Badly");
    await user.clear(badly);
    await user.type(badly, "not_now");
    await user.tab();
    const later = screen.getByDisplayValue<HTMLInputElement>("Not now");
    // What is typed with a capital is read so again: nothing has to be said of that.
    await user.clear(later);
    await user.type(later, "Not Now");
    expect(screen.queryByText(/It will be called/)).toBeNull();
    await user.clear(later);
    await user.type(later, "not now");
    await user.tab();
    expect(step("call")).toMatchObject({ outcomes: ["well", "not_now"] });
  });

  test("given up altogether leave a task that is not waited for", async () => {
    const { user, step } = formOf(journeyCalled("conditions"), "call");
    await user.click(screen.getByLabelText("Wait until it is done"));
    expect(step("call")).toEqual({ type: "task", title: "Call them", due: "1d", next: "tips" });
  });
});

describe("another way out", () => {
  test("leads where most go, and closed again leaves no trace", async () => {
    const before = journeyCalled("hello");
    const { user, step, journey } = formOf(structuredClone(before), "welcome");
    await user.click(screen.getByRole("checkbox", { name: "if it fails" }));
    expect(step("welcome")).toMatchObject({ on: { failed: "done" } });
    await user.click(screen.getByRole("checkbox", { name: "if it fails" }));
    expect(journey()).toEqual(before);
  });

  test("is closed only after a word when it alone leads somewhere", async () => {
    const { user, journey } = formOf(journeyCalled("tell-the-crm"), "tell");
    await user.click(screen.getByRole("checkbox", { name: "if it fails" }));
    expect(journey().steps).toHaveProperty("by-hand");
    await user.click(dialog().getByText("Leave it as it is"));
    expect(journey()).toEqual(journeyCalled("tell-the-crm"));
  });
});

describe("a branch", () => {
  test("has cases added before the others, and reordered by keys", async () => {
    const { user, step } = formOf(journeyCalled("which-way"), "how-big");
    await user.click(screen.getByRole("button", { name: "Add a case" }));
    expect(step("how-big")).toMatchObject({
      cases: [{ id: "small" }, { id: "vip" }, { id: "case-3", when: {}, next: "done" }],
    });
    screen.getByDisplayValue("Case 3").focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(step("how-big")).toMatchObject({
      cases: [{ id: "small" }, { id: "case-3" }, { id: "vip" }],
    });
    expect(document.activeElement).toBe(screen.getByDisplayValue("Case 3"));
  });

  test("has the menu of each way where its form says where that way goes", async () => {
    const { user, builder } = formOf(journeyCalled("which-way"), "how-big");
    await user.click(screen.getByRole("button", { name: "Change where “small” goes" }));
    expect(builder.adding.getState()?.link).toEqual({ step: "how-big", outlet: "small" });
    await user.click(screen.getByRole("button", { name: "Change where everybody else goes" }));
    expect(builder.adding.getState()?.link).toEqual({ step: "how-big", outlet: "otherwise" });
  });

  test("has cases renamed, but not alike", async () => {
    const { user, step } = formOf(journeyCalled("which-way"), "how-big");
    const name = screen.getByDisplayValue("Small");
    await user.clear(name);
    await user.type(name, "vip{Enter}");
    expect(step("how-big")).toMatchObject({ cases: [{ id: "small" }, { id: "vip" }] });
    await user.clear(screen.getByDisplayValue("Small"));
    await user.type(name, "Under ten{Enter}");
    expect(step("how-big")).toMatchObject({ cases: [{ id: "under-ten", next: "tips" }, {}] });
  });
});

test("the text for those who lack something begins as the first, and is written at once", async () => {
  const { user, builder, step, journey } = formOf(journeyCalled("hello"), "welcome");
  const gaps = screen.getByLabelText("When the text names something this customer does not have");
  await user.selectOptions(gaps, "Use another text");
  await user.click(screen.getByRole("button", { name: "Write it" }));
  expect(step("welcome")).toMatchObject({ missing: { template: "welcome-instead" } });
  expect(journey().templates?.["welcome-instead"]).toEqual(journey().templates?.welcome);
  expect(builder.writing.getState()).toBe("welcome-instead");
});

describe("traits to set", () => {
  test("are chosen among those known, with a value of their type", async () => {
    const bench = formOf(journeyCalled("stages"), "note");
    await lookedUp(bench);
    const { user, step } = bench;
    await user.click(screen.getByRole("button", { name: "Set a trait" }));
    await user.keyboard("seats{Enter}");
    expect(step("note")).toMatchObject({
      set: { "account.stage": "customer", "account.trial_ends": null, "account.seats": 0 },
    });
    const [value] = screen.getAllByLabelText("Value").slice(-1);
    if (value) await user.clear(value);
    if (value) await user.type(value, "25");
    expect(step("note")).toMatchObject({ set: { "account.seats": 25 } });
  });
});

describe("what is emptied", () => {
  test.each<[string, string, string, (journey: Journey) => unknown]>([
    ["onboarding", "welcome", "Note for colleagues", ({ steps }) => steps.welcome?.note],
    ["onboarding", "", "What it is for, to colleagues", ({ description }) => description],
    [
      "a-call",
      "call",
      "How",
      ({ steps }) => (steps.call as { instructions?: string }).instructions,
    ],
  ])("%s %s: %s", async (key, id, label, valueIn) => {
    const { user, journey } = formOf(journeyCalled(key), id || undefined);
    expect(valueIn(journey())).toBeTruthy();
    await user.clear(screen.getByLabelText(label));
    expect(valueIn(journey())).toBeUndefined();
  });
});

test("keystrokes of one field are undone together", async () => {
  const { user, builder, step } = formOf(journeyCalled("a-call"), "call");
  const how = screen.getByLabelText("How");
  await user.type(how, " Be kind.");
  await user.tab();
  expect(step("call")).toMatchObject({ instructions: expect.stringContaining("Be kind.") });
  act(() => builder.document.undo());
  expect(step("call")).toEqual(journeyCalled("a-call").steps.call);
});

test("an archived journey can be looked at, and nothing of it changed", () => {
  formOf(journeyCalled("which-way"), "how-big", [], "archived");
  for (const field of document.querySelectorAll<HTMLInputElement>("input, select, textarea"))
    if (field.closest(".b-form") && !isSample(field))
      expect(field.disabled || field.readOnly, field.outerHTML).toBe(true);
  expect(screen.queryByRole("button", { name: /Add|More for|Remove|and …/ })).toBeNull();
});

/** For whom things are shown is no part of the journey. */
const isSample = (field: HTMLInputElement) => field === screen.queryByLabelText("Shown for");

describe("a mail", () => {
  test("is chosen by its subject, not by its key", async () => {
    const journey = journeyCalled("hello");
    const templates = { ...journey.templates, "email-2": { subject: "Some tips", body: "Go." } };
    const [id = ""] = Object.entries(journey.steps).find(([, each]) => each.type === "email") ?? [];
    const { user } = formOf({ ...journey, templates }, id);
    await user.click(screen.getByRole("combobox", { name: "Which message" }));
    screen.getByRole("option", { name: /Some tips/ });
    expect(screen.queryByText("email 2")).toBeNull();
  });

  test("is taken from the library, where it is only read", async () => {
    const vocabulary = {
      ...({ events: [], traits: [], roles: [], users: [], segments: [], channels: [] } as object),
      journeys: [],
      topics: [],
      templates: [
        { key: "welcome", name: "Warm welcome", kind: "designed", heading: "Good to have you" },
        { key: "note", name: "A note", kind: "in_app", heading: "New" },
        { key: "signature", name: "Signature", kind: "partial", heading: null },
      ],
    };
    serve({ vocabulary });
    const journey = journeyCalled("hello");
    const id =
      Object.keys(journey.steps).find((each) => journey.steps[each]?.type === "email") ?? "";
    const opened = formOf(journey, id);
    await lookedUp(opened);
    const chooser = screen.getByRole("combobox", { name: "Which message" });
    expect(screen.getByText("Which message").className).toBe("");
    await opened.user.click(chooser);
    const offered = screen.getAllByRole("option").map((each) => each.textContent);
    expect(offered.some((each) => each?.includes("Warm welcome"))).toBe(true);
    expect(offered.some((each) => each?.includes("A note"))).toBe(false);
    await opened.user.click(screen.getByRole("option", { name: /Warm welcome/ }));
    expect(opened.step(id)).toMatchObject({ template: "library/welcome" });
    const card = screen.getByRole<HTMLAnchorElement>("link", { name: /Good to have you/ });
    expect(card.getAttribute("href")).toBe("/templates/welcome");
  });
});

describe("a mail that may go out on a weekend", () => {
  /** How it broke: mails of day 7 went out on Sundays, and nobody had been told that they might. */
  const { send: _, ...unsaid } = journeyCalled("onboarding");

  test("says so, and can be kept to working days", async () => {
    const { user, step } = formOf(unsaid, "tutorial");
    await user.click(screen.getByRole("button", { name: "Only on working days" }));
    expect(step("tutorial")).toHaveProperty("send.window.days", "mon-fri");
    expect(screen.queryByText(/Saturday or Sunday/)).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText("May go out"));
  });

  test("says nothing where it is said when it may go out", () => {
    formOf({ ...unsaid, send: { window: { days: "mon-sun" } } }, "tutorial");
    expect(screen.queryByText(/Saturday or Sunday/)).toBeNull();
  });
});

const FIELDS = {
  groups: [
    {
      name: "account",
      label: "The company",
      fields: [
        { name: "account.name", label: "Name", value: "Acme", seen: null, type: "text" },
        { name: "account.plan", label: "Plan", value: "pro", seen: 0.5, type: "text" },
      ],
    },
  ],
  filters: [],
};

describe("what may say something of the customer has a menu for it", () => {
  test("a trait is set to a field of the customer by its name", async () => {
    serve({ templates: FIELDS });
    const { user, step } = formOf(journeyCalled("stages"), "note");
    const value = screen.getAllByLabelText("Value")[0] as HTMLElement;
    await user.clear(value);
    await user.type(value, "Plan");
    await user.click(await screen.findByRole("option", { name: /Plan/ }));
    expect(Object.values((step("note") as { set: object }).set)).toContain("{{ account.plan }}");
  });
});

test("a message in the product says what a feed is, and what it may have to wait for", async () => {
  const journey = journeyOf({
    tip: { type: "in_app", template: "tip", next: "done" },
    done: { type: "exit" },
  });
  const { user } = formOf(journey, "tip");
  const waits = /^For room under a cap, or for the end/;
  expect(screen.getByText(waits).id).toBe(
    screen.getByLabelText("When it has to wait").getAttribute("aria-describedby"),
  );
  screen.getByText("An entry in the list that your product’s bell opens.");
  await user.selectOptions(screen.getByLabelText("Shown as"), "Banner");
  expect(screen.queryByText(/bell opens/)).toBeNull();
});
