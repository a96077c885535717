// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Client } from "@/api/client";
import type { Judged } from "@/api/draft";
import { journeyCalled } from "@/testing/builder";
import { documentOf } from "./document";
import { findingsOf } from "./problems";
import { savingOf } from "./saving";

const WARNED = {
  code: "same_event",
  severity: "warning",
  step: null,
  path: "entry.triggers.0.event",
  message: "Another journey starts on it, too.",
  hint: null,
} as const;
const UNREADABLE = { ...WARNED, code: "unreadable", severity: "blocking", message: "No." } as const;
const JUDGED: Judged = {
  revision: 1,
  is_draft: true,
  saved_by: "maya",
  saved_by_name: "Maya",
  saved_at: null,
  readable: true,
  publishable: true,
  status: "draft",
  live_version: null,
  problems: [WARNED],
};

test("what was warned of is said on while the journey cannot be read", async () => {
  /** How it broke: warnings went with the first error, and came back with its mending. */
  const document = documentOf(journeyCalled("first-mail"));
  const client = (async () => ({ data: JUDGED, etag: null })) as unknown as Client;
  const saving = savingOf(client, "one", document, JUDGED, false);
  const findings = findingsOf(document, saving);
  const codes = () => findings.getState().map(({ code }) => code);
  expect(codes()).toContain(WARNED.code);
  const problems = [{ ...UNREADABLE, path: "name" }];
  saving.took({ ...JUDGED, readable: false, publishable: false, problems }, document.journey());
  await vi.waitFor(() => expect(codes()).toContain("unreadable"));
  expect(codes()).toContain(WARNED.code);
  document.edit((now) => ({ ...now, entry: { triggers: [] } }) as typeof now);
  await vi.waitFor(() => expect(codes()).not.toContain(WARNED.code));
});
