import { expect, test } from "vitest";
import type { Vocabulary } from "@/api/vocabulary";
import { journeyOf } from "@/model/edits/samples";
import { eventsFor, sizeInWords, typedTrait } from "./offers";

const journey = {
  ...journeyOf({
    rest: {
      type: "wait",
      until: { event: "Project Created" },
      on: { happened: "call", timeout: "call" },
    },
    call: { type: "webhook", url: "https://example.com", data: { event: "Not one" }, next: "done" },
    done: { type: "exit" },
  }),
  entry: { triggers: [{ event: "Account Created" }] },
  goal: { when: { all: [{ event: "Report Shared" }] } },
  templates: {
    list: {
      title: "First",
      body: "Steps",
      items: [{ id: "a", title: "Invite", done_when: { event: "Colleague Invited" } }],
    },
  },
};
const vocabulary = {
  events: [{ name: "Account Created", count: 3, last_seen: null, properties: [] }],
  awaited: [
    { name: "Report Shared", journey: "Onboarding" },
    { name: "Plan Limit Approached", journey: "Limits" },
  ],
} as unknown as Vocabulary;

test("events that have come in are offered first, then those that are waited for", () => {
  expect(eventsFor(vocabulary, journey)).toEqual([
    { name: "Account Created", detail: "3 times" },
    { name: "Report Shared", detail: "not sent yet; in this journey", where: "in this journey" },
    { name: "Project Created", detail: "not sent yet; in this journey", where: "in this journey" },
    {
      name: "Colleague Invited",
      detail: "not sent yet; in this journey",
      where: "in this journey",
    },
    { name: "Plan Limit Approached", detail: "not sent yet; in “Limits”", where: "in “Limits”" },
  ]);
});

test("who begins is offered what the journey itself names", () => {
  expect(eventsFor(null, journey).map(({ name }) => name)).toEqual([
    "Account Created",
    "Report Shared",
    "Project Created",
    "Colleague Invited",
  ]);
});

test.each([
  ["account.renewal_date", "account.renewal_date"],
  ["account renewal date", "account.renewal_date"],
  ["Renewal date", "account.renewal_date"],
  ["contact first name", "contact.first_name"],
])("a trait is meant by its path, its words or its own name: %s", (typed, value) => {
  const label = value.replace(/[._]/g, " ");
  expect(typedTrait(typed, "new")).toMatchObject({ value, label });
});

test("a segment says how many are in it, once they have been counted", () => {
  const vip = { key: "vip", name: "VIP", subject: "account", size: 1 } as const;
  expect(sizeInWords(vip)).toBe("1 account");
  expect(sizeInWords({ ...vip, size: 0 })).toBe("0 accounts");
  expect(sizeInWords({ ...vip, size: null })).toBe("being counted");
});
