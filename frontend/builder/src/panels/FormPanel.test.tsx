// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as commands from "@/app/commands";
import { ENTRY } from "@/definition/links";
import { parting } from "@/model/edits/samples";
import type { Problem } from "@/model/problem";
import { bench, formOf, journeyCalled, serve } from "@/testing/builder";
import { JOURNEYS } from "@/testing/shared";
import { TRIAL } from "@/testing/trial";
import { FormPanel } from "./FormPanel";

beforeEach(() => serve());
afterEach(cleanup);

const controls = () => [
  ...document.querySelectorAll<HTMLElement>("input, select, textarea, summary"),
];

describe("opening a form changes nothing", () => {
  const forms = Object.values(JOURNEYS).flatMap((journey) =>
    [undefined, ...Object.keys(journey.steps)].map((step) => ({ journey, step })),
  );
  test.each(forms)("$journey.journey $step", ({ journey, step }) => {
    const { builder } = formOf(structuredClone(journey), step);
    for (const control of controls()) {
      fireEvent.focus(control);
      fireEvent.blur(control);
    }
    expect(builder.document.getState().past, step).toEqual([]);
    expect(builder.document.journey()).toEqual(journey);
  });
});

test("what a step that was just added lacks is no fault until another has been chosen", async () => {
  /** How it broke: a new step stood there in red before anything could have been written. */
  const { builder } = formOf(journeyCalled("hello"));
  act(() => commands.addByName(builder, { step: ENTRY, outlet: "next" }, "email"));
  const form = () => document.querySelector(".b-form")?.classList;
  const lacks = await screen.findByText("Write the message.");
  expect(lacks.closest("li")?.className).toContain("b-is-unfinished");
  expect(form()).toContain("b-form-fresh");
  const { focus } = builder.selection.getState();
  act(() => builder.selection.choose("welcome"));
  act(() => builder.selection.choose(focus));
  screen.getByText("Write the message.");
  expect(form()).not.toContain("b-form-fresh");
});

test.each([
  [undefined, "Good morning"],
  ["Hello there", "Good morning"],
])("the field for the name of a step offers what it is called without one: %s", (name, offered) => {
  /** How it broke: the canvas called a mail by its subject, and its form offered “Email 2”. */
  const step = { type: "email", template: "text", next: "done", ...(name && { name }) } as const;
  formOf(
    {
      ...journeyCalled("hello"),
      start: "email-2",
      steps: { "email-2": step, done: { type: "exit" } },
      templates: { text: { subject: "Good morning", body: "Hi" } },
    },
    "email-2",
  );
  const field = screen.getByLabelText<HTMLTextAreaElement>("Name of the step");
  expect([field.value, field.placeholder]).toEqual([name ?? "", offered]);
});

test.each([
  [[], "nothing more of this journey. Off"],
  [["nps"], "nothing more of this journey, nor is asked “NPS”. Off"],
  [["nps", "csat-2"], "nothing more of this journey, nor is asked “NPS” or “CSAT 2”. Off"],
])("a goal that ends the journey says which surveys they miss: %s", (surveys, said) => {
  /** How it broke: only those who had not got there were asked how it went, and nothing said so. */
  const steps = surveys.map((id) => [id, { type: "survey", kind: "nps", at_most: "7d" }]);
  const hello = journeyCalled("hello");
  const goal = { when: { event: "Report Shared" } };
  const all = { ...hello.steps, ...Object.fromEntries(steps) };
  formOf({ ...hello, goal, steps: all } as typeof hello);
  screen.getByText((text) => text.includes(said));
});

test("what is folded stays so when it is given another id", async () => {
  const { builder, user } = formOf(parting, "choose");
  act(() => builder.folding.toggle("choose"));
  const id = screen.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "size{Enter}");
  expect([...builder.folding.getState()]).toEqual(["size"]);
  // How it broke: it was unfolded when that was undone.
  act(() => commands.undo(builder));
  expect([...builder.folding.getState()]).toEqual(["choose"]);
  act(() => commands.redo(builder));
  expect([...builder.folding.getState()]).toEqual(["size"]);
});

test("a condition that a colleague has added takes no focus", () => {
  /** How it broke: where nothing had it, keys meant for the canvas went into its form. */
  const { builder } = formOf(parting, ENTRY);
  (document.activeElement as HTMLElement).blur();
  act(() =>
    builder.document.edit((now) => ({
      ...now,
      exit: [{ when: { trait: "account.plan", is: "x" } }],
    })),
  );
  screen.getByLabelText("What is looked at");
  expect(document.activeElement).toBe(document.body);
});

test("the form of another step begins at its name, however far the one before was scrolled", () => {
  const { builder } = bench(
    journeyCalled("hello"),
    <aside className="b-panel">
      <FormPanel />
    </aside>,
  );
  act(() => builder.selection.choose("welcome"));
  const panel = document.querySelector(".b-panel") as HTMLElement;
  panel.scrollTop = 80;
  act(() => builder.selection.choose("done"));
  expect(panel.scrollTop).toBe(0);
});

const finding = (path: string, message: string): Problem => ({
  code: message,
  severity: "blocking",
  step: "welcome",
  path: `steps.welcome${path}`,
  message,
  hint: "Do something.",
});

describe("findings", () => {
  test("stand at their field, and those without one at the top", () => {
    const problems = [finding(".to.role", "Nobody has the role."), finding("", "Not reached.")];
    formOf(journeyCalled("first-mail"), "welcome", problems);
    const role = screen.getByLabelText("To");
    const described = document.getElementById(role.getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toContain("Nobody has the role.");
    expect(screen.getAllByText(/Nobody has the role/)).toHaveLength(1);
    expect(document.querySelector(".b-findings")?.textContent).toContain("Not reached.");
  });

  test("lead to their field, also where it is folded away", async () => {
    const { builder } = formOf(journeyCalled("hello"), "welcome");
    const { act } = await import("@testing-library/react");
    act(() => builder.selection.choose("welcome", "send.topic"));
    expect(document.activeElement).toBe(screen.getByLabelText("Topic"));
  });
});

test("another id is taken over everywhere when the field is left", async () => {
  const { user, journey } = formOf(journeyCalled("conditions"), "call");
  const id = screen.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "Call them");
  expect(journey().steps).toHaveProperty("call");
  await user.tab();
  expect(journey().steps).not.toHaveProperty("call");
  expect(JSON.stringify(journey())).not.toMatch(/"(task|start|next)":"call"/);
  expect(journey().start).toBe("call-them");
});

test("a step called otherwise keeps its form, and what is being done in it", async () => {
  const { user, builder, step } = formOf(journeyCalled("hello"), "welcome");
  const title = screen.getByLabelText("Name of the step");
  const id = screen.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "first-mail");
  await user.click(title);
  await user.keyboard("!");
  expect(document.activeElement).toBe(title);
  expect(step("first-mail")).toMatchObject({ template: "first-mail" });
  expect(step("first-mail").name).toMatch(/!$/);
  expect(builder.selection.getState().focus).toBe("first-mail");
});

test("a name that is taken is refused, and says so", async () => {
  const { user, builder } = formOf(journeyCalled("conditions"), "call");
  const id = screen.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "tips");
  expect(screen.getByText("Another step is called so.")).toBeTruthy();
  await user.tab();
  expect(builder.document.getState().past).toEqual([]);
});

test("a scenario or a text is named among what is wrong with the journey, and led to", async () => {
  const scenarios = [{ name: "Silent", expect: [{ reaches: "call" }] }];
  const { builder, user } = formOf({ ...TRIAL, scenarios }, undefined, [
    {
      code: "scenario_failed",
      severity: "blocking",
      step: null,
      path: "scenarios.0.expect.0",
      message: "The scenario “Silent” fails. Late.",
      hint: null,
    },
    {
      code: "unused_template",
      severity: "warning",
      step: null,
      path: "templates.bye_now",
      message: "No step uses it.",
      hint: null,
    },
  ]);
  const way = await screen.findByRole("button", { name: "Scenario “Silent”:" });
  expect(way.closest("li")?.textContent?.trim()).toBe("Scenario “Silent”: It fails. Late.");
  await user.click(way);
  expect(builder.panels.getState().panel).toBe("scenarios");
  await user.click(screen.getByRole("button", { name: "The text “bye now”:" }));
  expect(builder.writing.getState()).toBe("bye_now");
});

test("the usual priority is offered once, and is what a journey takes that says nothing", async () => {
  const journey = { ...journeyCalled("onboarding"), send: { priority: 50 } };
  const { user, journey: now } = formOf(journey);
  const chosen = screen.getByRole<HTMLSelectElement>("combobox", { name: "Priority" });
  const usual = [...chosen.options].filter(({ text }) => text === "Usual (50)");
  expect(usual).toHaveLength(1);
  expect(usual[0]?.selected).toBe(true);
  await user.selectOptions(chosen, "High (80)");
  await user.selectOptions(chosen, "Usual (50)");
  expect(now().send?.priority).toBeUndefined();
});

test("a form that takes the place of another begins at the top", () => {
  const panel = document.createElement("div");
  panel.className = "b-panel";
  document.body.append(panel);
  const { builder } = formOf(journeyCalled("onboarding"), "welcome");
  panel.scrollTop = 200;
  act(() => builder.selection.choose("tutorial"));
  expect(panel.scrollTop).toBe(0);
  panel.remove();
});
