// @vitest-environment happy-dom

import { cleanup, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Template } from "@/definition/types";
import { serve } from "@/testing/builder";
import { known, type LibraryKind, type Partial } from "./kinds";
import { Texts } from "./Texts";

beforeEach(() => {
  localStorage.clear();
  serve();
});
afterEach(cleanup);

function write(kind: LibraryKind, first: object) {
  let told: unknown = first;
  render(
    <Texts
      kind={kind}
      csrf=""
      reader="kim@example.com"
      first={first as Template | Partial}
      changed={(now) => {
        told = now;
      }}
      beside={document.body}
    />,
  );
  return { user: userEvent.setup(), now: () => told };
}

test("a designed mail is laid out, and what it becomes is told", async () => {
  const mail = { subject: "Hi", blocks: [{ type: "text", markdown: "Hello" }] };
  const { user, now } = write("designed", mail);
  await user.click(
    within(screen.getByRole("group", { name: "Add a block" })).getByRole("button", {
      name: "Line",
    }),
  );
  expect(now()).toEqual({ ...mail, blocks: [...mail.blocks, { type: "divider" }] });
});

test("a message becomes a tour, and what a tour said comes back after a checklist", async () => {
  const { user, now } = write("in_app", { title: "New", body: "Look." });
  await user.click(screen.getByLabelText("A tour"));
  const card = within(screen.getByRole("group", { name: "Cards of the tour" }));
  await user.type(card.getByLabelText("Title"), "Here");
  await user.click(screen.getByLabelText("A checklist"));
  expect(now()).toEqual({ title: "New", body: "Look.", items: [{ id: "item", title: "" }] });
  await user.click(screen.getByLabelText("A tour"));
  expect(now()).toEqual({ title: "New", body: "Look.", steps: [{ title: "Here" }] });
});

test("things to do are put in another order by keys, in every language", async () => {
  const items = [
    { id: "invite", title: "Invite" },
    { id: "report", title: "Report" },
  ];
  const german = [
    { id: "invite", title: "Einladen" },
    { id: "report", title: "Bericht" },
  ];
  const { user, now } = write("in_app", {
    title: "T",
    body: "B",
    items,
    locales: { de: { title: "T", body: "B", items: german } },
  });
  const list = within(screen.getByRole("group", { name: "Things to do" }));
  await user.click(list.getAllByLabelText("Title")[0] as HTMLElement);
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(now()).toMatchObject({
    items: [items[1], items[0]],
    locales: { de: { items: [german[1], german[0]] } },
  });
});

test("a partial is a text, in its languages", async () => {
  const { user, now } = write("partial", { text: "Yours", locales: { de: { text: "Deine" } } });
  await user.click(screen.getByLabelText("German"));
  await user.type(screen.getByLabelText("Text"), "n");
  expect(now()).toEqual({ text: "Yours", locales: { de: { text: "Deinen" } } });
});

test("what is of no form is left as text", () => {
  expect([
    known("designed", { subject: "Hi", blocks: [] }),
    known("designed", { subject: "Hi", blocks: "none" }),
    known("in_app", []),
    known("partial", null),
  ]).toEqual([true, false, false, false]);
});
