// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clientFor } from "@/api/client";
import { journeyCalled } from "@/testing/builder";
import { announcerOf } from "./announcer";
import { documentOf } from "./document";
import { type Simulating, simulatingOf } from "./simulating";

const asked: string[] = [];
let answers: (object | null)[] = [];
const announcer = announcerOf();
let simulating: Simulating;
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", async (_address: string, { method = "GET" }: RequestInit) => {
    asked.push(method);
    const answer = answers.shift();
    if (!answer) throw new TypeError("offline");
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(answer), { headers });
  });
  simulating = simulatingOf(
    clientFor(""),
    "onboarding",
    documentOf(journeyCalled("onboarding")),
    announcer,
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const being = (status: string) => ({ id: "1", status, progress: 0, reason: null, result: null });
const pass = (time: number) => vi.advanceTimersByTimeAsync(time);
const said = () => {
  const { simulation, failed, running } = simulating.getState();
  return `${running ? "runs" : "rests"}, ${simulation?.status ?? "none"}, ${failed?.message ?? "well"}`;
};

test("a simulation is not lost when the server cannot be reached for a while", async () => {
  answers = [being("running"), null, null, being("done")];
  simulating.start({ what: "scenario" });
  await pass(10);
  await pass(600);
  expect(said()).toContain("runs, running, Onward cannot be reached");
  await pass(800);
  expect(asked).toEqual(["POST", "GET"]);
  await pass(200);
  expect(asked).toHaveLength(3);
  await pass(2_100);
  expect(said()).toBe("rests, done, well");
});

test("a second one is not begun while the first has not been answered", async () => {
  answers = [being("running"), being("done")];
  simulating.start({ what: "scenario" });
  simulating.start({ what: "scenario" });
  expect(said()).toBe("runs, none, well");
  await pass(10);
  simulating.start({ what: "scenario" });
  await pass(1_000);
  expect(asked).toEqual(["POST", "GET"]);
  expect(said()).toBe("rests, done, well");
});

test("one that could not be asked for is not followed, and can be asked for again", async () => {
  answers = [null, being("done")];
  simulating.start({ what: "population" });
  await pass(20_000);
  expect(said()).toContain("rests, none, Onward cannot be reached");
  simulating.start({ what: "population" });
  await pass(10);
  expect(said()).toBe("rests, done, well");
});

test("what is stopped is asked about no more", async () => {
  answers = [being("running"), being("cancelled")];
  simulating.start({ what: "population" });
  await pass(10);
  simulating.stop();
  await pass(5_000);
  expect(asked).toEqual(["POST", "POST"]);
  expect(said()).toBe("rests, cancelled, well");
});

test("what comes of it is said, not only what fails", async () => {
  const scenarios = [{ passed: true }, { passed: false }];
  answers = [
    { ...being("done"), result: { scenarios } },
    { ...being("done"), result: {} },
  ];
  simulating.start({ what: "scenario" });
  await pass(10);
  expect(announcer.getState().text).toBe("Scenarios that fail: 1.");
  simulating.start({ what: "scenario" });
  await pass(10);
  expect(announcer.getState().text).toBe("All scenarios hold.");
});
