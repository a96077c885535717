// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bench, journeyCalled } from "@/testing/builder";
import { useSimulation } from "./useSimulation";

function Probe() {
  const { simulation, failed, running, start } = useSimulation();
  return (
    <button type="button" onClick={() => start({ what: "scenario" })}>
      {`${running ? "runs" : "rests"}, ${simulation?.status ?? "none"}, ${failed ?? "well"}`}
    </button>
  );
}

const asked: string[] = [];
let answers: (object | null)[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", async (address: string, { method = "GET" }: RequestInit) => {
    if (!address.includes("simul")) return new Response("{}", { status: 404 });
    asked.push(method);
    const answer = answers.shift();
    if (!answer) throw new TypeError("offline");
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(answer), { headers });
  });
  bench(journeyCalled("onboarding"), <Probe />);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const being = (status: string) => ({ id: "1", status, progress: 0, reason: null, result: null });
const pass = (time: number) => act(() => vi.advanceTimersByTimeAsync(time));
const said = () => screen.getByRole("button").textContent;

test("a simulation is not lost when the server cannot be reached for a while", async () => {
  answers = [being("running"), null, null, being("done")];
  fireEvent.click(screen.getByRole("button"));
  await pass(10);
  await pass(600);
  expect(said()).toContain("runs, running, Onward cannot be reached");
  await pass(900);
  expect(asked).toEqual(["POST", "GET"]);
  await pass(200);
  expect(asked).toHaveLength(3);
  await pass(2_100);
  expect(said()).toBe("rests, done, well");
});

test("a second click starts no other while the first has not been answered", async () => {
  answers = [being("running"), being("done")];
  fireEvent.click(screen.getByRole("button"));
  fireEvent.click(screen.getByRole("button"));
  expect(said()).toBe("runs, none, well");
  await pass(10);
  fireEvent.click(screen.getByRole("button"));
  await pass(1_000);
  expect(asked).toEqual(["POST", "GET"]);
  expect(said()).toBe("rests, done, well");
});
