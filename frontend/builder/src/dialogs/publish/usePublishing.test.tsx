// @vitest-environment happy-dom
/** That nothing is published which was not shown as it is. */

import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type Builder, builderOf } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import { journeyCalled } from "@/testing/builder";
import { type Desk, desk } from "@/testing/desk";
import { comparisonOf, previewOf, stepOf } from "@/testing/previews";
import { fateOf } from "@/versions/plan";
import { usePublishing } from "./usePublishing";

const JUDGED = {
  revision: 1,
  is_draft: true,
  saved_by: null,
  saved_by_name: null,
  saved_at: null,
  readable: true,
  publishable: true,
  status: "live",
  live_version: 3,
  problems: [],
};

/** Publishing a journey that is live, in a builder of its own. */
function publishing(version: number | null = null, edited = false) {
  sessionStorage.clear();
  const server = desk();
  const journey = journeyCalled("first-mail");
  const page = { journey: journey.journey, csrf: "", reader: "kim@example.com", zone: "UTC" };
  const definition = journey as unknown as Record<string, unknown>;
  const draft = { ...JUDGED, key: page.journey, name: journey.name, status: "live" as const };
  const builder = builderOf(page, { ...draft, live_version: 3, definition }, journey, "canvas");
  if (edited) rename(builder, "Another name");
  const done = vi.fn();
  const { result } = renderHook(() => usePublishing(version, done), {
    wrapper: ({ children }) => <BuilderProvider builder={builder}>{children}</BuilderProvider>,
  });
  return { server, builder, done, now: () => result.current };
}

const rename = (builder: Builder, name: string) =>
  act(() => builder.document.edit((journey) => ({ ...journey, name })));

const COMPARED = "differences";
const PREVIEWED = "publish/preview";
const moved = previewOf([stepOf("welcome", { fate: "retime" })]);

async function answerAll(server: Desk) {
  await server.last(COMPARED).answer(comparisonOf());
  await server.last(PREVIEWED).answer(moved);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("it can be published once it is compared and previewed, as the draft it is", async () => {
  const { server, now, done } = publishing();
  expect(server.last(PREVIEWED).body).toEqual({
    plan: { everyone: false, fates: {} },
    revision: 1,
  });
  await server.last(PREVIEWED).answer(moved);
  expect(now().isReady).toBe(false);
  await server.last(COMPARED).answer(comparisonOf());
  expect(now().isReady).toBe(true);
  act(() => void now().go());
  expect(server.last("publish").body).toEqual(server.last(PREVIEWED).body);
  await server.last("publish").answer({ migration_id: "m1" });
  expect(done).toHaveBeenCalledWith("m1");
});

test("after a save that failed and then succeeded it is looked at anew", async () => {
  const { server, builder, now } = publishing(null, true);
  await server.last("draft").refuse(503, "Not now.");
  expect(builder.saving.getState().state).toBe("failing");
  expect(server.all(COMPARED)).toHaveLength(0);
  expect(server.all(PREVIEWED)).toHaveLength(0);
  expect(now().isReady).toBe(false);
  act(() => void builder.saving.flush());
  await server.last("draft").answer({ ...JUDGED, revision: 2 });
  expect(builder.saving.getState().state).toBe("saved");
  expect(server.all(COMPARED)).toHaveLength(1);
  expect(server.last(PREVIEWED).body.revision).toBe(2);
  expect(now().isReady).toBe(false);
  await answerAll(server);
  expect(now().isReady).toBe(true);
});

test("a draft saved once more is compared and previewed once more", async () => {
  const { server, builder, now } = publishing();
  await answerAll(server);
  rename(builder, "Another name");
  expect(now().isReady).toBe(false);
  act(() => void builder.saving.flush());
  await server.last("draft").answer({ ...JUDGED, revision: 2 });
  expect(now().comparison.value).toBeNull();
  expect(now().isReady).toBe(false);
  await answerAll(server);
  expect(now().isReady).toBe(true);
  act(() => void now().go());
  expect(server.last("publish").body.revision).toBe(2);
});

test("for those inside as well it waits for their preview", async () => {
  const { server, now } = publishing();
  await answerAll(server);
  act(() => now().choose(true));
  expect(now().isReady).toBe(false);
  expect(server.last(PREVIEWED).body.plan).toEqual({ everyone: true, fates: {} });
  // A step is gone, and the plan must say what becomes of those who stand there.
  const problem = { code: "plan_undecided_step", severity: "blocking", path: "", message: "Gone." };
  const open = [stepOf("welcome", { fate: null, default: "continue", change: "gone" })];
  const undecided = { ...previewOf(open), problems: [problem] };
  await server.last(PREVIEWED).answer(undecided);
  expect(now().isReady).toBe(false);
  const whole = { everyone: true, fates: { welcome: "continue" } };
  expect(server.last(PREVIEWED).body.plan).toEqual(whole);
  await server.last(PREVIEWED).answer(moved);
  expect(now().isReady).toBe(true);
  act(() => void now().go());
  expect(server.last("publish").body.plan).toEqual(whole);
});

test("an answer that comes too late is dropped", async () => {
  const { server, now } = publishing();
  await answerAll(server);
  act(() => now().choose(true));
  const late = server.last(PREVIEWED);
  act(() => now().decide("welcome", { move: "end" }));
  await late.answer(previewOf([stepOf("welcome")], { customers: 99 }));
  expect(now().isReady).toBe(false);
  expect(now().preview.last?.seen.customers).not.toBe(99);
  await server.last(PREVIEWED).answer(moved);
  expect(now().isReady).toBe(true);
  expect(now().preview.value?.plan.fates).toEqual({ welcome: { move: "end" } });
});

test("why they leave is typed without a new look, and goes with the publish", async () => {
  const { server, now } = publishing();
  await answerAll(server);
  act(() => now().choose(true));
  act(() => now().decide("welcome", fateOf("exit")));
  await server.last(PREVIEWED).answer(moved);
  const asked = server.all(PREVIEWED).length;
  for (const typed of ["W", "We", "We stopped."]) act(() => now().explain(typed));
  expect(server.all(PREVIEWED)).toHaveLength(asked);
  expect(now().isReady).toBe(true);
  act(() => void now().go());
  const plan = { everyone: true, fates: { welcome: { exit: "We stopped." } } };
  expect(server.last("publish").body).toEqual({ plan, revision: 1 });
});

test("what the server cannot say is said, and asked again", async () => {
  const { server, now } = publishing();
  await server.last(COMPARED).answer(comparisonOf());
  await server.last(PREVIEWED).refuse(412, "It has been changed by Maya.");
  expect(now().preview.failed?.message).toBe("It has been changed by Maya.");
  expect(now().isReady).toBe(false);
  act(() => now().preview.again());
  expect(now().preview.failed).toBeNull();
  await server.last(PREVIEWED).answer(moved);
  expect(now().isReady).toBe(true);
});

test("a plan that does not work out is not carried out", async () => {
  const { server, now } = publishing();
  await server.last(COMPARED).answer(comparisonOf());
  const problem = { code: "plan_no_target", severity: "blocking", path: "", message: "Gone." };
  await server.last(PREVIEWED).answer({ ...moved, problems: [problem] });
  expect(now().isReady).toBe(false);
});

test("going back to a version is about that version, and nothing of the draft", async () => {
  const { server, now } = publishing(2);
  expect(server.last(COMPARED).body).toEqual({ before: { live: true }, after: { version: 2 } });
  await answerAll(server);
  expect(server.last(PREVIEWED).body.version).toBe(2);
  expect(server.last(PREVIEWED).body).not.toHaveProperty("revision");
  expect(now().isReady).toBe(true);
  act(() => void now().go());
  expect(server.last("rollback").body).toEqual({
    plan: { everyone: false, fates: {} },
    version: 2,
  });
});
