// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { bench, journeyCalled, serve } from "@/testing/builder";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The dialog over one journey, with another one as text in it. */
async function opened() {
  const other = { ...journeyCalled("onboarding"), name: "Somebody else's" };
  serve({ journeys: { definition: other } });
  const made = bench(journeyCalled("first-mail"), null);
  act(() => made.builder.panels.ask("import"));
  fireEvent.change(await screen.findByLabelText("The journey as text"), {
    target: { value: "journey: onboarding" },
  });
  const take = async () => {
    await made.user.click(screen.getByRole("button", { name: "Put it in place of the draft" }));
    await vi.waitFor(() => expect(made.journey().start).toBe(other.start));
  };
  return { ...made, take };
}

test("a journey that is imported keeps the name it has here, and the dialog says so", async () => {
  const { journey, take } = await opened();
  const { name, journey: key } = journey();
  expect(screen.getByText(new RegExp(`undo it\\. The name stays “${name}”`))).toBeTruthy();
  await take();
  expect(journey()).toMatchObject({ name, journey: key });
});

test("its name is taken over by whoever says so", async () => {
  const { journey, user, take } = await opened();
  await user.click(screen.getByLabelText("Take over the name as well"));
  expect(screen.queryByText(/The name stays/)).toBeNull();
  await take();
  expect(journey().name).toBe("Somebody else's");
});

/** Clicks one after the other, and waits until whatever was asked is answered. */
async function clicked(...names: string[]) {
  for (const name of names) fireEvent.click(screen.getByRole("button", { name }));
  await act(() => new Promise((rest) => setTimeout(rest)));
}

test("whoever clicks twice imports once", async () => {
  /** How it broke: it had to be undone twice. */
  const { builder, journey } = await opened();
  const before = journey();
  await clicked("Put it in place of the draft", "Put it in place of the draft");
  await vi.waitFor(() => expect(journey()).not.toBe(before));
  act(() => builder.document.undo());
  expect(journey()).toBe(before);
});

test("whoever cancels before it is read imports nothing", async () => {
  const { journey } = await opened();
  const before = journey();
  await clicked("Put it in place of the draft", "Cancel");
  expect(journey()).toBe(before);
});
