// @vitest-environment happy-dom
import { act, cleanup, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Journey } from "@/definition/types";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { written as inserted } from "./fields";

beforeEach(() => serve());
afterEach(cleanup);

async function write(journey: Journey, text: string) {
  const made = bench(journey, null);
  // Loaded beforehand: on a busy machine that takes longer than what is found is waited for.
  await import("./MessageEditor");
  await act(async () => made.builder.writing.open(text));
  const editor = within(await screen.findByRole("dialog", { hidden: true }));
  return { ...made, editor };
}

test("a text called otherwise stays open, and its step follows", async () => {
  const { user, editor, step, builder } = await write(journeyCalled("hello"), "welcome");
  const id = editor.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "First mail{Enter}");
  expect(step("welcome")).toMatchObject({ template: "first-mail" });
  expect(builder.writing.getState()).toBe("first-mail");
  expect((id as HTMLInputElement).value).toBe("first-mail");
  // It is the step's message, whatever the text is called.
  expect(editor.getByText("Message: Welcome")).toBeTruthy();
  expect(document.activeElement).toBe(id);
});

test.each([
  ["not written", { subject: "", body: "" }, "Subject"],
  ["written", { subject: "Hello", body: "Welcome." }, "Subject"],
  ["in the product", { kind: "in_app", title: "", body: "" }, "Title"],
])("a message that is %s is begun in its first field", async (_, text, first) => {
  /** How it broke: others began on the button that closes, which blanks in a title then pressed. */
  const { editor } = await write(
    { ...journeyCalled("hello"), templates: { welcome: text } } as unknown as Journey,
    "welcome",
  );
  expect(document.activeElement).toBe(editor.getByLabelText(first));
});

test("Ctrl Enter is done with a message, and takes what was typed last", async () => {
  /** How it broke: it did so in every dialog but this one. */
  const { user, editor, step, builder } = await write(journeyCalled("hello"), "welcome");
  const id = editor.getByLabelText("Id, for files and the API");
  await user.clear(id);
  await user.type(id, "first-mail{Control>}{Enter}{/Control}");
  expect(builder.writing.getState()).toBeNull();
  expect(step("welcome")).toMatchObject({ template: "first-mail" });
});

test("Enter in a text of one line changes nothing", async () => {
  /** How it broke: it put a space in the middle of a word, and the caret at the end. */
  const { user, editor } = await write(journeyCalled("hello"), "welcome");
  const subject = editor.getByLabelText<HTMLTextAreaElement>("Subject");
  const before = subject.value;
  subject.setSelectionRange(3, 3);
  await user.keyboard("{Enter}");
  expect(subject.value).toBe(before);
});

test("that a field is empty is said once it has been left", async () => {
  /** How it broke: a message that was just added began in red, twice. */
  const empty = { code: "bad_value", severity: "blocking", message: "This must not be empty." };
  const problems = ["title", "body"].map((path) => ({ ...empty, path }));
  serve({ templates: { problems, missing: [], frame: "about:blank", to: null, from: null } });
  const text = { title: "", body: "" };
  const { user, editor } = await write(
    { ...journeyCalled("hello"), templates: { welcome: text } } as unknown as Journey,
    "welcome",
  );
  await screen.findByTitle("The message", {}, { timeout: 5_000 });
  expect(editor.queryByText(/must not be empty/)).toBeNull();
  await user.click(editor.getByLabelText("Text"));
  expect(editor.getAllByText(/must not be empty/)).toHaveLength(1);
});

test.each(["subject", "title"])(
  "that a field was empty is not said once it is filled: %s",
  async (first) => {
    /** How it broke: until the server had looked again, what was just written was red and moved all. */
    const empty = { code: "bad_value", severity: "blocking", message: "This must not be empty." };
    const problems = [first, "body"].map((path) => ({ ...empty, path }));
    serve({ templates: { problems, missing: [], frame: "about:blank", to: null, from: null } });
    const { user, editor } = await write(
      { ...journeyCalled("hello"), templates: { welcome: { [first]: "", body: "" } } } as never,
      "welcome",
    );
    await screen.findByTitle("The message", {}, { timeout: 5_000 });
    // From here on it does not answer.
    vi.stubGlobal("fetch", () => new Promise(() => {}));
    const field = editor.getByLabelText(first === "title" ? "Title" : "Subject");
    await user.type(field, "Hello");
    await user.type(editor.getByLabelText("Text"), "Welcome.");
    await user.click(field);
    expect(editor.queryByText(/must not be empty/)).toBeNull();
    await user.clear(field);
    await user.click(editor.getByLabelText("Text"));
    expect(editor.getAllByText(/must not be empty/)).toHaveLength(1);
  },
);

test("that one block is empty is not said because another was left", async () => {
  /** How it broke: whoever left one heading was told of all that had just been added. */
  const empty = { code: "bad_value", severity: "blocking", message: "This must not be empty." };
  const problems = [0, 1].map((number) => ({ ...empty, path: `blocks.${number}.text` }));
  serve({ templates: { problems, missing: [], frame: "about:blank", to: null, from: null } });
  const blocks = [0, 1].map(() => ({ type: "heading", text: "" }));
  const { user, editor } = await write(
    { ...journeyCalled("hello"), templates: { welcome: { subject: "Hi", blocks } } } as never,
    "welcome",
  );
  await screen.findByTitle("The message", {}, { timeout: 5_000 });
  const [first, second] = editor.getAllByLabelText("Heading");
  await user.click(first as HTMLElement);
  await user.click(second as HTMLElement);
  expect(editor.getAllByText(/must not be empty/)).toHaveLength(1);
});

test("what some customers lack is said where the message is written", async () => {
  /** How it broke: it was only seen once the message was closed. */
  const journey = journeyCalled("hello");
  const { builder, editor } = await write(journey, "welcome");
  const { judged } = builder.saving.getState();
  const lacks = {
    code: "needs_variables",
    severity: "warning" as const,
    step: "welcome",
    path: "steps.welcome.template",
    message: "For a customer without contact.first_name, it is left out.",
    hint: null,
  };
  act(() => builder.saving.took({ ...judged, problems: [lacks] }, builder.document.journey()));
  const said = await editor.findByText(/For a customer without first name, it is left out/);
  // Above the form it pushed what one was writing away from the pointer.
  expect(said.closest("footer")).toBeTruthy();
});

test("a text that no step sends can go; others cannot", async () => {
  const journey = journeyCalled("hello");
  const spare = { ...journey.templates, spare: { subject: "Spare", body: "Spare." } };
  const { user, editor, journey: now } = await write({ ...journey, templates: spare }, "spare");
  await user.click(editor.getByText("Remove it"));
  expect(now().templates).toEqual(journey.templates);
  cleanup();
  const used = await write(journeyCalled("hello"), "welcome");
  expect(used.editor.queryByText("Remove it")).toBeNull();
});

test("a message is written in another language, in blocks as well", async () => {
  const { user, editor, journey } = await write(journeyCalled("hello"), "welcome");
  const own = journey().templates?.welcome;
  await user.click(editor.getByText("Designed, in blocks"));
  await user.click(editor.getByText("Write it in another language too"));
  await user.type(editor.getByLabelText("Another language"), "DE_at{Enter}");
  const subject = editor.getByLabelText("Subject");
  await user.clear(subject);
  await user.type(subject, "Willkommen");
  const kinds = within(editor.getByRole("group", { name: "Add a block", hidden: true }));
  await user.click(kinds.getByText("Line"));
  expect(journey().templates?.welcome).toEqual({
    subject: own?.subject,
    blocks: [{ type: "text", markdown: own?.body }],
    locales: {
      "de-AT": {
        subject: "Willkommen",
        blocks: [{ type: "text", markdown: own?.body }, { type: "divider" }],
      },
    },
  });
  await user.click(editor.getByText("Remove Austrian German"));
  expect(journey().templates?.welcome).not.toHaveProperty("locales");
});

test("a designed mail that was personal for a moment is as it was, and says what is left out", async () => {
  const { user, editor, journey } = await write(journeyCalled("hello"), "welcome");
  await user.click(editor.getByText("Designed, in blocks"));
  const kinds = within(editor.getByRole("group", { name: "Add a block", hidden: true }));
  await user.click(kinds.getByText("Picture"));
  const designed = journey().templates?.welcome;
  await user.click(editor.getByText("Personal, as if typed"));
  expect(editor.getByText(/a personal mail has none: pictures\. Choose “Designed”/)).toBeTruthy();
  await user.click(editor.getByText("Designed, in blocks"));
  expect(journey().templates?.welcome).toEqual(designed);
  expect(editor.queryByText(/a personal mail has none/)).toBeNull();
});

test("Ctrl Z takes back what was done last in the window, and nothing from before", async () => {
  const { user, editor, journey } = await write(journeyCalled("hello"), "welcome");
  const before = journey();
  await user.click(editor.getByText("Designed, in blocks"));
  const designed = journey().templates?.welcome;
  await user.click(editor.getByText("Personal, as if typed"));
  await user.keyboard("{Control>}z{/Control}");
  expect(journey().templates?.welcome).toEqual(designed);
  await user.keyboard("{Control>}zz{/Control}");
  expect(journey()).toBe(before);
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  expect(journey().templates?.welcome).toEqual(designed);
});

test("a block that is added is written at once", async () => {
  const { user, editor, journey } = await write(journeyCalled("hello"), "welcome");
  await user.click(editor.getByText("Designed, in blocks"));
  const kinds = within(editor.getByRole("group", { name: "Add a block", hidden: true }));
  await user.click(kinds.getByText("Quote"));
  await user.keyboard("Well done");
  expect(journey().templates?.welcome).toMatchObject({
    blocks: [{ type: "text" }, { type: "quote", text: "Well done" }],
  });
});

test("for whom a block is there is chosen, and what asks more stays as it is written", async () => {
  const { user, editor, journey } = await write(journeyCalled("hello"), "welcome");
  await user.click(editor.getByText("Designed, in blocks"));
  await user.click(editor.getByText("Only for some"));
  const only = editor.getByLabelText<HTMLInputElement>("Only if");
  await user.type(only, "account.plan{Enter}");
  expect(only.value).toBe("account plan");
  await user.selectOptions(editor.getByLabelText("Comparison"), "is");
  await user.type(editor.getByLabelText("Value"), "pro{Enter}");
  const one = (condition: string) => ({ blocks: [{ if: condition }] });
  expect(journey().templates?.welcome).toMatchObject(one("account.plan == 'pro'"));
  await user.clear(only);
  await user.type(only, "account.seats >= 10{Enter}");
  expect(journey().templates?.welcome).toMatchObject(one("account.seats >= 10"));
  await user.clear(only);
  await user.type(only, "account.plan and account.seats{Enter}");
  expect(journey().templates?.welcome).toMatchObject(one("account.plan and account.seats"));
  expect(editor.queryByLabelText("Comparison")).toBeNull();
});

test.each([
  ["email", true],
  ["in_app", false],
] as const)("a survey that is asked by %s has a test mail: %s", async (channel, tested) => {
  const journey = journeyCalled("hello");
  const asking = { type: "survey", kind: "nps", channel, template: "ask", at_most: "7d" } as const;
  const ask = {
    ...(channel === "email" ? { subject: "One question" } : { title: "One question" }),
  };
  const { editor } = await write(
    {
      ...journey,
      start: "ask",
      steps: { ask: { ...asking, next: journey.start }, ...journey.steps },
      templates: { ...journey.templates, ask: { ...ask, body: "How likely?" } },
    },
    "ask",
  );
  expect(editor.queryByText("Send me a test") !== null).toBe(tested);
});

test("a colleague who reads of a customer is not addressed as one", () => {
  const field = { type: "text", label: "Name", value: "Acme", seen: 1 };
  const text = inserted({ ...field, name: "account.name" }, "colleague");
  expect(`Call ${text}`).toBe("Call {{ account.name | default('this customer') }}");
});

test("a date is put in as customers write it", () => {
  /** How it broke: mails said 2027-01-09. */
  const field = { name: "account.renewal_date", type: "date", label: "Renewal date", seen: 1 };
  expect(inserted({ ...field, value: "2027-01-09" })).toBe("{{ account.renewal_date | date }}");
});

test.each([
  ["contact.first_name", "text", "there"],
  ["owner.first_name", "text", "Your team"],
  // “Your plan is plan.”
  ["account.plan", "text", undefined],
  ["account.seats", "number", undefined],
  ["owner.meeting_url", "text", undefined],
  ["contact.email", "text", undefined],
  ["organization.name", "text", undefined],
])("%s is put in with words for those who lack it: %s, %s", (name, type, instead) => {
  const field = { name, type, label: "Plan", value: "x", seen: 1 };
  const otherwise = instead === undefined ? "" : ` | default('${instead}')`;
  expect(inserted(field)).toBe(`{{ ${name}${otherwise} }}`);
});
