// @vitest-environment happy-dom
/** What the dialog shows before anything is published. */

import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Problem } from "@/model/problem";
import { TakeOver } from "@/simulate/scenario/TakeOver";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { desk } from "@/testing/desk";
import { comparisonOf, deedOf, previewOf, stepOf } from "@/testing/previews";
import { TRIAL } from "@/testing/trial";

const WELCOME = { step: "welcome", title: "Welcome" };
const COMPARED = comparisonOf({
  differences: [{ kind: "changed", what: "step", text: "It waits longer.", path: "a", ...WELCOME }],
  steps: [{ change: "changed", relinked: false, ...WELCOME }],
});
const TAKEN = { number: 0, done: () => {} };
const LATER = { step: "later", title: "Later on", kind: "wait" };

/** Until it asks what is to be seen. */
async function comparing(server: ReturnType<typeof desk>): Promise<void> {
  await screen.findByText("Comparing …");
  await waitFor(() => expect(server.all("publish/preview")).not.toEqual([]));
}

/** The dialog over a live journey, asked about those inside as well. */
async function opened(about?: number) {
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "live");
  act(() => made.builder.panels.ask("publish", about));
  await comparing(server);
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")]));
  await server.last("draft").answer({ ...made.builder.opened, problems: [] });
  await server.last("differences").answer(COMPARED);
  await made.user.click(screen.getByLabelText(/Those inside as well/));
  return { ...made, server };
}

const publishButton = () => screen.getByRole<HTMLButtonElement>("button", { name: "Publish" });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what becomes of those inside is said in the server's words", async () => {
  const { server, user } = await opened();
  expect(publishButton().disabled).toBe(true);
  const steps = [stepOf("welcome", { fate: "retime" })];
  await server.last("publish/preview").answer(previewOf(steps, { targets: [LATER] }));
  expect(publishButton().disabled).toBe(false);
  const choice = screen.getByLabelText("What becomes of those at welcome");
  expect(within(choice).getByText("Words for retime")).toBeTruthy();
  expect(screen.getByText("What retime means at welcome.")).toBeTruthy();
  await user.selectOptions(choice, "Move to “Later on”");
  expect(screen.getByText("What move means at welcome.")).toBeTruthy();
  expect(publishButton().disabled).toBe(true);
});

test("of a paused journey it is said that nothing goes out", async () => {
  /** How it broke: what would be due was foretold as if the journey were running. */
  const { server } = await opened();
  expect(screen.queryByText(/^Nothing goes out/)).toBeNull();
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")], { paused: true }));
  screen.getByText(/^Nothing goes out while the journey is paused/);
});

test("nothing is asked for before what stands above it has come, and would move it", async () => {
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "live");
  act(() => made.builder.panels.ask("publish"));
  await comparing(server);
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")]));
  await server.last("differences").answer(COMPARED);
  expect(screen.queryByLabelText(/Those inside as well/)).toBeNull();
  await server.last("draft").answer({ ...made.builder.opened, problems: [] });
  expect(screen.getByLabelText(/Those inside as well/)).toBeTruthy();
});

test("why something cannot be chosen stands below the choice, and belongs to it", async () => {
  const { server, user } = await opened();
  const steps = [stepOf("welcome", { fate: "retime" }), stepOf("later", { title: "Later on" })];
  await server.last("publish/preview").answer(previewOf(steps, { targets: [LATER] }));
  await user.selectOptions(
    screen.getByLabelText("What becomes of those at welcome"),
    "Move to “Later on”",
  );
  const choice = screen.getByLabelText("What becomes of those at Later on");
  const leave = within(choice).getByRole<HTMLOptionElement>("option", { name: "Words for exit" });
  expect(leave.disabled).toBe(true);
  const said = (choice.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent);
  expect(said).toContain(
    "Nobody here can leave or be moved now: those at “welcome” are moved here.",
  );
});

test("what is done soon is listed, a handful at once, with for whom", async () => {
  const { server } = await opened();
  const deeds = ["1", "2", "3", "4", "5", "6"].map((step) => deedOf(`mail-${step}`, 12));
  await server
    .last("publish/preview")
    .answer(previewOf([stepOf("welcome", { fate: "retime" })], { deeds }));
  const rest = screen.getByText("1 more").closest("details");
  expect(rest?.open).toBe(false);
  expect(rest?.textContent).toContain("mail-6");
  expect(rest?.textContent).not.toContain("mail-5");
  const ada = screen.getByText("Ada of mail-1");
  expect(ada.getAttribute("href")).toBe("/enrollments/of-mail-1");
  expect(ada.parentElement?.textContent).toBe("Ada of mail-1 and 11 more");
});

test("what changes is coloured on the canvas for as long as the dialog is open", async () => {
  const { builder, user } = await opened();
  expect(screen.getByText("It waits longer.")).toBeTruthy();
  expect(builder.overlays.getState()?.steps.get("welcome")?.tone).toBe("warn");
  await user.click(screen.getByRole("button", { name: "Not now" }));
  expect(builder.overlays.getState()).toBeNull();
});

test("all warnings can be read, and lead out of the dialog to where they are mended", async () => {
  serve();
  const warned = ["steps.welcome.to", "goal.when", "exit.0.when"].map((path) => ({
    code: "unknown_event",
    severity: "warning" as const,
    step: path.startsWith("steps") ? "welcome" : null,
    path,
    message: `Nobody has ever sent “${path}”.`,
    hint: null,
  }));
  const { builder, user } = bench(journeyCalled("first-mail"), null, warned, "draft");
  act(() => builder.panels.ask("publish"));
  const all = (await screen.findByText(/3 to look at/)).closest("details");
  expect(all?.open).toBe(false);
  expect(all?.textContent).toContain("exit.0.when");
  await user.click(
    within(all as HTMLElement).getByText("Nobody has ever sent “steps.welcome.to”."),
  );
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(builder.selection.getState().focus).toBe("welcome");
});

test("going back to a version colours nothing, as the canvas does not show it", async () => {
  const { builder } = await opened(2);
  expect(screen.getByText("It waits longer.")).toBeTruthy();
  expect(builder.overlays.getState()).toBeNull();
});

/** **How it broke:** the page that follows said that new customers enter, of those inside nothing. */
test.each([
  ["m1", "/migrations/m1", "published-moved"],
  [null, "/journeys/first-mail", "published"],
])("the page that follows is told whom it was for: migration %s", async (migration, page, told) => {
  const assign = vi.fn();
  vi.spyOn(window, "location", "get").mockReturnValue({ ...window.location, assign });
  const { server, user } = await opened();
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")]));
  await user.click(publishButton());
  await server.last("publish").answer({ version: 2, migration_id: migration });
  expect(assign).toHaveBeenCalledWith(page);
  expect(document.cookie).toBe(`onward_notice=${told}`);
});

test("Enter alone publishes nothing unless it is on the button", async () => {
  /** How it broke: a word typed with no field in focus opened the dialog, and Enter put it live. */
  vi.spyOn(window, "location", "get").mockReturnValue({ ...window.location, assign: vi.fn() });
  const { server, user } = await opened();
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")]));
  for (const at of [screen.getByRole("dialog"), screen.getByLabelText(/Those inside as well/)]) {
    at.focus();
    await user.keyboard("{Enter}");
    expect(server.all("publish")).toEqual([]);
  }
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(server.all("publish")).toHaveLength(1);
});

test("before it goes live for the first time, it is said who will enter", async () => {
  serve();
  const { builder } = bench(journeyCalled("first-mail"), null, [], "draft");
  act(() => builder.panels.ask("publish"));
  const said = await screen.findByText(/It goes live for the first time/);
  expect(said.textContent).toContain("customers enter when Account Created happens.");
});

const warned = { code: "started_too", severity: "warning", step: null, hint: null } as const;

test("another live journey that the same event starts is named, with the way there", async () => {
  serve();
  const message = "“First month” is live and starts on Account Created, too: customers get both.";
  const path = "entry.triggers.0.event";
  const made = bench(journeyCalled("first-mail"), null, [
    { ...warned, path, message, link: { words: "Look at “First month”", page: "/journeys/x" } },
    {
      ...warned,
      code: "unknown_event",
      path: "goal.when",
      message: "Nobody has ever sent “Done”.",
    },
  ]);
  act(() => made.builder.panels.ask("publish"));
  screen.getByText(/^1 more to look at\. It can be published all the same\.$/);
  const link = await screen.findByText<HTMLAnchorElement>("Look at “First month”");
  expect(link.getAttribute("href")).toBe("/journeys/x");
  expect(link.closest("li")?.textContent).toContain(message);
});

test("what customers would notice of how Onward is set up is said once, with the way there", async () => {
  /** How it broke: only the page for publishing said that the company has no name. */
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "draft");
  act(() => made.builder.panels.ask("publish"));
  await act(async () => {});
  await server.last("draft").answer(made.builder.opened);
  const message = "Your company has no name here.";
  const link = { words: "Look at Settings", page: "/settings" };
  const warnings = [{ ...warned, code: "nameless_company", path: "", message, link }];
  await server.last("publish/preview").answer(previewOf([], { warnings }));
  const way = await screen.findByRole<HTMLAnchorElement>("link", { name: "Look at Settings" });
  expect(way.closest("li")?.textContent).toContain(message);
});

test.each([false, true])(
  "of what is to be thought of, the three that weigh most are in sight and the rest folded: %s",
  async (stands) => {
    /** How it broke: four of them stood above what changes, which nobody saw without scrolling. */
    const server = desk();
    const lacks = {
      ...warned,
      severity: "blocking",
      code: "no_step",
      path: "start",
      message: "Gone.",
    } as Problem;
    const path = "entry.triggers.0.health";
    const none = { ...warned, code: "unknown_health", path, message: "Nobody enters." };
    const found = stands ? [none, lacks] : [none];
    const made = bench(journeyCalled("first-mail"), null, found, "live");
    act(() => made.builder.panels.ask("publish"));
    await comparing(server);
    const told = (code: string, message: string, path = "") => ({ ...warned, code, path, message });
    const warnings = [
      told("any_hour", "At any hour.", "send.window"),
      told("nameless_company", "No name."),
      told("shown_to_nobody", "No app."),
      told("mails_stay", "They reach nobody."),
      told("left_out", "One goes to nobody."),
    ];
    await server.last("publish/preview").answer(previewOf([], { warnings }));
    const rest = screen.getByText(/^3 more to look at/).closest("details") as HTMLElement;
    expect(rest.hasAttribute("open")).toBe(false);
    for (const seen of [/They reach nobody\./, /Nobody enters\./, /No app\./])
      expect(rest.contains(screen.getByText(seen))).toBe(false);
    const folded = [...rest.querySelectorAll("li")].map((each) => each.textContent?.trim());
    expect(folded).toEqual(["One goes to nobody.", "Sending: At any hour.", "No name."]);
    expect(rest.textContent?.includes("It can be published all the same.")).toBe(!stands);
    // What stands in the way is never folded.
    expect(screen.queryByText(/Gone\./)?.closest("details") ?? null).toBeNull();
  },
);

test("what others have published since is known when the dialog is opened", async () => {
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "draft");
  act(() => made.builder.panels.ask("publish"));
  await act(async () => {});
  const message = "“First month” is live and starts on Account Created, too: customers get both.";
  const path = "entry.triggers.0.event";
  const told = { code: "started_too", severity: "warning", path, message };
  await server.last("draft").answer({ ...made.builder.opened, problems: [told] });
  expect(await screen.findByText(new RegExp(message))).toBeTruthy();
});

test("where one goes back, it says how that is taken back, and what becomes of the draft", async () => {
  await opened(2);
  const said = screen.getByText(/To take this back, go back in the same way/);
  expect(said.textContent).toContain("The draft with its edits stays");
});

test("what it means is said once it is known, and texts as they are read", async () => {
  const { server } = await opened();
  expect(screen.getByText(/^Looking at what it means/)).toBeTruthy();
  const deeds = [{ ...deedOf("welcome", 3), detail: "“Hi [first name]”" }];
  await server
    .last("publish/preview")
    .answer(previewOf([stepOf("welcome")], { customers: 3, staying: 1, moved: 2, deeds }));
  const said = "3 customers inside. On the new version: 1 at the same step, 2 at another.";
  expect(screen.getByText(said).getAttribute("role")).toBe("status");
  const staying = screen.getByText("New version, same step");
  expect(staying.nextElementSibling?.textContent).toBe("1");
  expect(screen.getByText("“Hi [first name]”")).toBeTruthy();
});

test("the button keeps the focus while it publishes, and publishes once", async () => {
  const { server, user } = await opened();
  await server.last("publish/preview").answer(previewOf([stepOf("welcome")]));
  await user.click(publishButton());
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Publishing …" });
  expect(document.activeElement).toBe(button);
  // A browser takes the focus from what is disabled.
  expect(button.disabled).toBe(false);
  await user.click(button);
  expect(server.all("publish")).toHaveLength(1);
  await server.last("publish").refuse(409, "Somebody was quicker.");
  expect(document.activeElement).toBe(publishButton());
});

test("before it goes live for the first time, it is said who enters at once, and what they get", async () => {
  const server = desk();
  const { builder } = bench(journeyCalled("first-mail"), null, [], "draft");
  act(() => builder.panels.ask("publish"));
  await act(async () => {});
  const said =
    "3 customers enter at once. Within 24 hours 3 get a message, if nothing else happens.";
  const sample = [{ name: "Acme", page: "/accounts/1" }];
  const entering = { customers: 3, said, sample, deeds: [deedOf("welcome", 3)] };
  await server.last("publish/preview").answer(previewOf([], { entering }));
  expect(screen.getByText(said)).toBeTruthy();
  expect(screen.getByText("Ada of welcome").closest("td")?.textContent).toBe(
    "Ada of welcome and 2 more",
  );
});

test("where nobody is inside, it is not asked what becomes of those inside", async () => {
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "live");
  act(() => made.builder.panels.ask("publish"));
  await comparing(server);
  await server.last("publish/preview").answer(previewOf([]));
  await server.last("draft").answer({ ...made.builder.opened, problems: [] });
  await server.last("differences").answer(COMPARED);
  expect(screen.queryByLabelText(/Those inside as well/)).toBeNull();
  expect(screen.getByText("Nobody is inside an earlier version.")).toBeTruthy();
  expect(publishButton().disabled).toBe(false);
});

test.each([
  [[], true],
  [
    [{ code: "scenario_doubt", severity: "warning", path: "scenarios.0.happens", message: "?" }],
    false,
  ],
  [[{ code: "no_step", severity: "blocking", path: "start", message: "It is not there." }], false],
])("that its scenarios hold is said where they were tried, and do: %j", async (problems, said) => {
  /** How it broke: they were tried before each publish, and nothing showed that. */
  desk();
  const about = problems.map((each) => ({ step: null, hint: null, link: null, ...each }));
  const made = bench(journeyCalled("tried-out"), null, about as Problem[], "live");
  act(() => made.builder.panels.ask("publish"));
  await screen.findByText("Comparing …");
  expect(screen.queryByText(/tried and holds?\.$/) !== null).toBe(said);
});

test("a scenario that fails is put right where it hinders, by what the journey does now", async () => {
  /** How it broke: the way to do so was in the scenarios' own panel alone, which nobody looked into. */
  const server = desk();
  const problem = {
    code: "scenario_failed",
    severity: "blocking" as const,
    step: null,
    path: "scenarios.0.expect.0",
    message: "The scenario “Late” fails. Expected that it is sent. It ended.",
    hint: null,
  };
  const late = { name: "Late", expect: [{ sends: "welcome" }] };
  const made = bench(
    { ...journeyCalled("first-mail"), scenarios: [late] },
    null,
    [problem],
    "draft",
  );
  act(() => made.builder.panels.ask("publish"));
  const line = (await screen.findByText(/Expected that it is sent\. It ended/)).closest("li");
  const mend = within(line as HTMLElement).getByRole("button", { name: "Expect what it does now" });
  await made.user.click(mend);
  expect(line?.textContent).toContain("Working it out …");
  expect(server.last("simulate").body).toMatchObject({ what: "scenario", scenario: "Late" });
  const now = [{ never: "welcome" }];
  const outcome = { name: "Late", passed: false, failures: [], now, time_zone: "UTC", lines: [] };
  const done = { id: "1", status: "done", progress: 1, reason: null };
  await server.last("simulate").answer({ ...done, result: { scenarios: [outcome] } });
  expect(made.journey().scenarios).toEqual([{ ...late, expect: now }]);
  // The button goes once it is saved: the focus is not lost with it.
  expect(document.activeElement).toBe(screen.getByRole("dialog"));
});

test("why it could not be worked out is said where it was asked for", async () => {
  const server = desk();
  const made = bench({ ...TRIAL, scenarios: [{ name: "A", expect: [] }] }, <TakeOver {...TAKEN} />);
  await made.user.click(screen.getByRole("button"));
  await server.last("simulate").refuse(422, "It leads nowhere.");
  screen.getByText("It leads nowhere.");
});

test("mails at any hour are said before it goes live, and lead to where hours are set", async () => {
  const server = desk();
  const made = bench(journeyCalled("first-mail"), null, [], "draft");
  act(() => made.builder.panels.ask("publish"));
  await act(async () => {});
  const message = "1 mail goes out at any hour, also at night: “Welcome”.";
  const warnings = [{ ...warned, code: "any_hour", path: "send.window", message }];
  await server.last("publish/preview").answer(previewOf([], { warnings }));
  const line = screen.getByText(new RegExp(message));
  await made.user.click(within(line).getByRole("button", { name: "Sending:" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(made.builder.panels.getState().panel).toBe("form");
  const { focus, field } = made.builder.selection.getState();
  expect([focus, field]).toEqual(["", "send.window"]);
});
