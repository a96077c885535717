// @vitest-environment happy-dom
import { act, cleanup, screen, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Condition } from "@/definition/types";
import type { Problem } from "@/model/problem";
import { ScopeProvider } from "@/parts/scope";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { ConditionField } from "./ConditionField";
import type { Standing } from "./standing";

beforeEach(() => {
  serve();
  problems = [];
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

let now: Condition;
let problems: Problem[];

function Kept({ first, standing }: { first: Condition; standing: Standing }) {
  const [value, setValue] = useState(first);
  now = value;
  return (
    <ScopeProvider base="" problems={problems} readOnly={false} field={null} led={null}>
      <ConditionField
        label="Only if"
        path="when"
        standing={standing}
        event="Project Created"
        value={value}
        change={setValue}
      />
    </ScopeProvider>
  );
}

async function show(first: Condition, standing: Standing = "anywhere") {
  const made = bench(journeyCalled("conditions"), <Kept first={first} standing={standing} />);
  // What this installation knows is asked for; the answer comes in a moment.
  await act(async () => {
    while (made.builder.vocabulary.getState().data === null) await Promise.resolve();
  });
  return made.user;
}

const subjects = () => screen.getAllByLabelText("What is looked at");
const optionsOf = (label: string) =>
  [...screen.getByLabelText<HTMLSelectElement>(label).options].map((option) => option.text);
const offered = () =>
  within(screen.getByRole("listbox"))
    .getAllByRole("option")
    .map((option) => option.textContent);

async function choose(user: Awaited<ReturnType<typeof show>>, words: string, row = 0) {
  const field = subjects()[row];
  if (!field) throw new Error(`There is no row ${row}.`);
  await user.click(field);
  await user.keyboard(`${words}{Enter}`);
}

test("a trait offers the comparisons of its type, and the values really seen", async () => {
  const user = await show({});
  await choose(user, "seats");
  expect(now).toEqual({ trait: "account.seats", at_least: null });
  expect(optionsOf("Comparison")).toContain("is less than");
  expect(optionsOf("Comparison")).not.toContain("contains");
  await user.type(screen.getByLabelText("Value"), "25");
  expect(now).toEqual({ trait: "account.seats", at_least: 25 });

  await choose(user, "plan");
  expect(optionsOf("Comparison")).toContain("starts with");
  await user.click(screen.getByLabelText("Value"));
  expect(offered()).toEqual(["trial", "pro", "enterprise"]);
  await user.keyboard("pro{Enter}");
  expect(now).toEqual({ trait: "account.plan", is: "pro" });
});

test("what has been done and is written as a trait is an event first", async () => {
  const user = await show({});
  await choose(user, "renewal_signed");
  expect(now).toMatchObject({ event: "renewal_signed" });
});

test("yes, typed for a trait nobody has sent yet, is yes and not a text", async () => {
  const user = await show({});
  await choose(user, "account.churned");
  await user.type(screen.getByLabelText("Value"), "yes{Enter}");
  expect(now).toEqual({ trait: "account.churned", is: true });
  expect(screen.getByLabelText<HTMLSelectElement>("What it is").value).toBe("boolean");
});

test.each([
  ["true", "“true”, which is text"],
  [1, "“1”, which is a number"],
])(
  "what is compared with yes or no as something else does not look like yes: %s",
  async (is, said) => {
    const user = await show({ trait: "account.uses_sso", is });
    const value = screen.getByLabelText<HTMLSelectElement>("Value");
    expect(value.selectedOptions[0]?.textContent).toBe(said);
    await user.selectOptions(value, "yes");
    expect(now).toEqual({ trait: "account.uses_sso", is: true });
  },
);

test("of a trait nobody has sent yet, one says what it is", async () => {
  const user = await show({});
  await choose(user, "account.churned");
  await user.selectOptions(screen.getByLabelText("What it is"), "yes or no");
  expect(now).toEqual({ trait: "account.churned", is: true });
  await user.selectOptions(screen.getByLabelText("What it is"), "a number");
  await user.selectOptions(screen.getByLabelText("What it is"), "a text");
  await user.type(screen.getByLabelText("Value"), "yes{Enter}");
  expect(now).toEqual({ trait: "account.churned", is: "yes" });
  await user.selectOptions(screen.getByLabelText("What it is"), "a date");
  expect(now).toEqual({ trait: "account.churned", within_last: "7d" });
});

test("what is being typed is kept when something else is asked by a click", async () => {
  const user = await show({ trait: "account.plan", is: "pro" });
  const value = screen.getByLabelText("Value");
  await user.clear(value);
  await user.type(value, "gold");
  await user.click(screen.getByRole("button", { name: "and …" }));
  expect(now).toEqual({ all: [{ trait: "account.plan", is: "gold" }, {}] });
});

const nobodyHas = () => screen.queryByText(/Seen so far/)?.textContent;

test.each<[string, Condition, string | undefined]>([
  ["one nobody has", { trait: "account.status", is: "gone" }, "No account has this value yet."],
  [
    "one nobody has, denied",
    { trait: "account.status", is_not: "gone" },
    "No account has this value yet.",
  ],
  [
    "some nobody has",
    { trait: "account.status", in: ["active", "gone", "left"] },
    "No account has “gone” or “left” yet.",
  ],
  ["in other letters", { trait: "account.status", is: "Active" }, undefined],
  ["all had", { trait: "account.status", in: ["active", "churned"] }, undefined],
  ["none yet", { trait: "account.status", is: null as unknown as string }, undefined],
  ["a beginning", { trait: "account.status", starts_with: "g" }, undefined],
  ["a trait that may have others", { trait: "account.plan", is: "gone" }, undefined],
  ["a number", { trait: "account.seats", is: 7 }, undefined],
])("a value nobody has is said quietly: %s", async (_, condition, said) => {
  /** How it broke: churned customers went on getting mail, as theirs was called otherwise. */
  await show(condition);
  expect(nobodyHas()).toBe(said && `${said} Seen so far: active, churned, paused.`);
});

test("a value that no event had is said of the latest events", async () => {
  await show({ property: "template", is: "gone" }, "where");
  expect(nobodyHas()).toBe(
    "None of the latest events has this value yet. Seen so far: blank, demo, kanban.",
  );
});

test("a value nobody has is told once: by its finding, where there is one", async () => {
  const message = "No account status that has come in is “gone”.";
  const path = "when.is";
  problems = [
    { code: "value_never_had", severity: "warning", path, message, hint: null, step: null },
  ];
  await show({ trait: "account.status", is: "gone" });
  expect(screen.getByText(new RegExp(message))).toBeTruthy();
  expect(nobodyHas()).toBeUndefined();
});

test("several values are written as a list", async () => {
  const user = await show({ trait: "account.plan", is: "pro" });
  await user.selectOptions(screen.getByLabelText("Comparison"), "is one of");
  await user.type(screen.getByLabelText("Add a value"), "trial{Enter}");
  expect(now).toEqual({ trait: "account.plan", in: ["pro", "trial"] });
  await user.click(screen.getByLabelText("Remove pro"));
  expect(now).toEqual({ trait: "account.plan", in: ["trial"] });
});

test("an event is counted, within a period, by its properties", async () => {
  const user = await show({});
  await choose(user, "project created");
  expect(now).toEqual({ event: "Project Created" });
  await user.selectOptions(screen.getByLabelText("How often"), "at least so many times");
  await user.selectOptions(screen.getByLabelText("Of which period"), "in the last …");
  expect(now).toEqual({ event: "Project Created", at_least: 3, within: "7d" });
  await user.click(screen.getByRole("button", { name: "only some of these events …" }));
  // How it broke: the button was gone, and what was typed went to the journey.
  expect(document.activeElement).toBe(subjects()[1]);
  await choose(user, "template", 1);
  await user.type(screen.getByLabelText("Value"), "demo{Enter}");
  expect(now).toMatchObject({ where: { property: "template", is: "demo" } });
  const [, more] = screen.getAllByRole("button", { name: "More for this condition" });
  await user.click(more as HTMLElement);
  await user.click(screen.getByRole("menuitem", { name: "Clear" }));
  expect(now).not.toHaveProperty("where");
  // How it broke: the focus was nowhere.
  const again = screen.getByRole("button", { name: "only some of these events …" });
  expect(document.activeElement).toBe(again);
});

test("only what can be asked there is offered", async () => {
  const user = await show({}, "entry");
  await user.click(screen.getByLabelText("What is looked at"));
  const groups = () =>
    [...document.querySelectorAll(".b-offers-group")].map((each) => each.textContent);
  expect(groups()).not.toContain("Messages of this journey");
  expect(groups()).not.toContain("Properties of the event");
  await user.keyboard("day of the journey");
  expect(offered()).not.toContain("Day of the journey");
  cleanup();

  const again = await show({}, "where");
  await again.click(screen.getByLabelText("What is looked at"));
  expect(groups()).toEqual(["Properties of the event", "What is known of them"]);
});

test("nothing but keys makes, joins, moves and denies rows", async () => {
  const user = await show({ segment: "vip" });
  screen.getByRole("button", { name: "and …" }).focus();
  await user.keyboard("{Enter}");
  expect(now).toEqual({ all: [{ segment: "vip" }, {}] });
  // The focus is where the next thing is chosen.
  expect(document.activeElement).toBe(subjects()[1]);
  await user.keyboard("login{Enter}");
  expect(now).toEqual({ all: [{ segment: "vip" }, { event: "Login" }] });

  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(now).toEqual({ all: [{ event: "Login" }, { segment: "vip" }] });
  expect(document.activeElement).toBe(subjects()[0]);

  await user.tab();
  await user.keyboard("{Enter}");
  expect(document.activeElement?.textContent).toContain("This or something else");
  await user.keyboard("n{Enter}");
  expect(now).toEqual({ all: [{ not: { event: "Login" } }, { segment: "vip" }] });
});

test("a row becomes a group of its own, and the group is undone again", async () => {
  const user = await show({ all: [{ segment: "vip" }, { event: "Login" }] });
  const menus = () => screen.getAllByRole("button", { name: "More for this condition" });
  await user.click(menus()[1] as HTMLElement);
  await user.click(screen.getByRole("menuitem", { name: "This or something else" }));
  expect(now).toEqual({ all: [{ segment: "vip" }, { any: [{ event: "Login" }, {}] }] });
  await user.click(
    screen.getAllByRole("button", { name: "More for this group" })[1] as HTMLElement,
  );
  await user.click(screen.getByRole("menuitem", { name: "Ungroup" }));
  expect(now).toEqual({ all: [{ segment: "vip" }, { event: "Login" }, {}] });
  await user.click(menus()[2] as HTMLElement);
  await user.click(screen.getByRole("menuitem", { name: "Remove" }));
  expect(now).toEqual({ all: [{ segment: "vip" }, { event: "Login" }] });
});

test("groups are joined, and denied, in words", async () => {
  const user = await show({ all: [{ segment: "vip" }, { event: "Login" }] });
  const joined = screen.getByLabelText("How they are joined");
  await user.selectOptions(joined, "None of these holds");
  expect(now).toEqual({ not: { any: [{ segment: "vip" }, { event: "Login" }] } });
  await user.selectOptions(joined, "Any of these holds");
  expect(now).toEqual({ any: [{ segment: "vip" }, { event: "Login" }] });
});

test("a segment that is not there is made from where it is asked for, but not for a segment", async () => {
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const user = await show({});
  await user.click(screen.getByLabelText("What is looked at"));
  await user.keyboard("Red health");
  const all = offered();
  expect(all.at(-1)).toBe("Make a segment “Red health” …");
  await user.click(screen.getByRole("option", { name: "Make a segment “Red health” …" }));
  expect(now).toEqual({ segment: "red-health" });
  const page = "/segments/new?key=red-health&name=Red+health&subject=account";
  expect(open).toHaveBeenCalledExactlyOnceWith(page, "_blank", "noopener");
  cleanup();
  await show({}, "segment");
  await user.click(screen.getByLabelText("What is looked at"));
  await user.keyboard("Red health");
  expect(offered()).toEqual(all.slice(0, -1));
});

test("segments, messages and tasks say not in their own words", async () => {
  const user = await show({ message: "tips", was: "opened" });
  const became = () => screen.getByLabelText("What became of it");
  // A message in the product is not replied to.
  expect(within(became()).queryByText("was replied to")).toBeNull();
  await user.selectOptions(became(), "was not clicked");
  expect(now).toEqual({ not: { message: "tips", was: "clicked" } });
  await choose(user, "call");
  await user.selectOptions(became(), "did not come out as “badly”");
  expect(now).toEqual({ not: { task: "call", outcome: "badly" } });
});

test("what nobody has sent yet can be asked for as well", async () => {
  const user = await show({});
  await user.click(screen.getByLabelText("What is looked at"));
  await user.keyboard("Report Deleted");
  await user.click(screen.getByRole("option", { name: /Report Deleted.*event/ }));
  expect(now).toEqual({ event: "Report Deleted" });
});

test("what is known of customers is found by what has been seen of it, too", async () => {
  const user = await show({});
  await choose(user, "churned");
  expect(now).toMatchObject({ trait: "account.status" });
});
