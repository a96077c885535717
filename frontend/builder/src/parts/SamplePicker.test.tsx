// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bench, journeyCalled } from "@/testing/builder";
import { SamplePicker } from "./SamplePicker";

const CUSTOMERS = ["Acme", "Brightside", "Cobalt"].map((name) => ({ external_id: name, name }));

beforeEach(() => {
  vi.stubGlobal("fetch", async (address: string) => {
    const asked = new URL(address, "http://builder").searchParams.get("search") ?? "";
    const items = CUSTOMERS.filter(({ name }) => name.toLowerCase().includes(asked));
    return new Response(JSON.stringify({ items }), {
      headers: { "content-type": "application/json" },
    });
  });
});
afterEach(cleanup);

test("a customer is looked up by what is typed, and remembered for the journey", async () => {
  const { user, builder } = bench(journeyCalled("hello"), <SamplePicker />);
  await user.click(screen.getByLabelText("Shown for"));
  await user.keyboard("cob");
  await user.click(await screen.findByRole("option", { name: "Cobalt" }));
  const chosen = { kind: "account", id: "Cobalt", label: "Cobalt" };
  expect(builder.sample.getState()).toEqual(chosen);
  expect(JSON.parse(localStorage.getItem("onward/sample/hello") ?? "")).toEqual(chosen);
});

test("the one made up is chosen again by its name", async () => {
  const { user, builder } = bench(journeyCalled("hello"), <SamplePicker />);
  builder.sample.choose({ kind: "account", id: "Acme", label: "Acme" });
  await user.click(await screen.findByDisplayValue("Acme"));
  await user.keyboard("somebody{Enter}");
  expect(builder.sample.getState()).toBeNull();
});
