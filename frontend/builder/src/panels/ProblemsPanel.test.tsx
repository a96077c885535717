// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { parting } from "@/model/edits/samples";
import { bench, serve } from "@/testing/builder";
import { TRIAL } from "@/testing/trial";
import { FormPanel } from "./FormPanel";
import ProblemsPanel from "./ProblemsPanel";

beforeEach(() => serve());
afterEach(cleanup);

const unknown = (step: string | null, path: string) => ({
  code: "unknown_trait",
  severity: "warning" as const,
  step,
  path,
  message: "Nobody has ever sent the trait “plan” of an account.",
  hint: "Check how it is spelt.",
});

test("what is said of several places is said once, with the way to each", async () => {
  const { user, builder } = bench(parting, <ProblemsPanel />, [
    unknown("choose", "steps.choose.cases.0.when.trait"),
    unknown("choose", "steps.choose.cases.1.when.trait"),
    unknown("thanks", "steps.thanks.skip_when.trait"),
    { ...unknown("nudge", "steps.nudge.for"), message: "Something else." },
  ]);
  expect(screen.getAllByText("Nobody has ever sent the trait “plan” of an account.")).toHaveLength(
    1,
  );
  expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual([
    "Choose",
    "Thanks, “Leave it out when”",
    "NudgeSomething else.Check how it is spelt.",
  ]);
  await user.click(screen.getByRole("button", { name: /^Thanks/ }));
  expect(builder.selection.getState().focus).toBe("thanks");
});

test("what is done on another page has the way there beside it", () => {
  const link = { words: "Make the segment", page: "/segments/new?key=vip" };
  bench(parting, <ProblemsPanel />, [{ ...unknown("choose", "steps.choose"), link }]);
  const way = screen.getByRole("link", { name: "Make the segment" });
  expect([way.getAttribute("href"), way.getAttribute("target")]).toEqual([link.page, "_blank"]);
});

test("of very many a hundred are listed, and the rest counted", () => {
  const each = Array.from({ length: 130 }, (_, number) => ({
    ...unknown("choose", `steps.choose.cases.${number}.when.trait`),
    message: `Nobody has ever sent the trait “${number}” of an account.`,
  }));
  bench(parting, <ProblemsPanel />, each);
  expect(screen.getAllByRole("button")).toHaveLength(100);
  expect(screen.getByText(/And 30 more/)).toBeDefined();
});

test("a text that lacks something is opened to be written otherwise", async () => {
  /** How it broke: the field that chooses another text took the focus. */
  const lacking = { ...unknown("mail", "steps.mail.template"), code: "needs_variables" };
  const steps = { mail: { type: "email", template: "hello", next: "done" }, ...TRIAL.steps };
  const journey = { ...TRIAL, steps, templates: { hello: { subject: "", body: "" } } } as Journey;
  const { user, builder } = bench(journey, <ProblemsPanel />, [lacking]);
  await user.click(screen.getByRole("button", { name: /ever sent/ }));
  expect(builder.writing.getState()).toBe("hello");
});

test("what takes nobody out leads to where a rule is added", async () => {
  /** How it broke: the form was opened at its top, and the finding stood there. */
  const missing = { ...unknown(null, "exit"), code: "no_exit_on_churn" };
  const { user } = bench(
    TRIAL,
    <>
      <ProblemsPanel />
      <FormPanel />
    </>,
    [missing],
  );
  await user.click(screen.getByRole("button", { name: /ever sent/ }));
  const rules = screen.getByRole("button", { name: "Add a rule" });
  expect(document.activeElement).toBe(rules);
  expect(rules.closest("div")?.textContent).toContain(
    "Nobody has ever sent the trait “plan” of an account.",
  );
});
