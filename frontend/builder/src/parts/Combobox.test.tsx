// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import vocabulary from "@/dev/vocabulary.json";
import { bench, journeyCalled, serve } from "@/testing/builder";
import { Combobox, type ComboboxProps } from "./Combobox";
import { useEvents } from "./offers";

beforeEach(() => serve());
afterEach(cleanup);

const offers = ["Project Created", "Login", "Login Failed"].map((name, number) => ({
  value: name,
  label: name,
  detail: `${number} times`,
}));

function Kept(props: Partial<ComboboxProps>) {
  const [value, setValue] = useState(props.value ?? "");
  return (
    <>
      <Combobox
        label="Event"
        path="event"
        offers={offers}
        {...props}
        value={value}
        change={setValue}
      />
      <output>{value}</output>
    </>
  );
}

const show = (props: Partial<ComboboxProps> = {}) =>
  bench(journeyCalled("hello"), <Kept {...props} />);
const Events = () => <Kept free="offered" offers={useEvents()} />;
const field = () => screen.getByRole("combobox");
const chosen = () => screen.getByRole("status").textContent;
const current = () => {
  const id = field().getAttribute("aria-activedescendant");
  return id === null ? null : document.getElementById(id)?.textContent;
};

test("arrows open the list and walk through it, round and round; Enter takes", async () => {
  const { user } = show();
  await user.tab();
  expect(field().getAttribute("aria-expanded")).toBe("false");
  await user.keyboard("{ArrowDown}");
  expect(field().getAttribute("aria-expanded")).toBe("true");
  expect(current()).toBe("Project Created0 times");
  await user.keyboard("{ArrowDown}");
  expect(current()).toBe("Login1 times");
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(current()).toBe("Login Failed2 times");
  await user.keyboard("{Enter}");
  expect(chosen()).toBe("Login Failed");
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("one arrow and Enter take the first, or the last", async () => {
  const { user } = show();
  await user.tab();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(chosen()).toBe("Project Created");
  cleanup();
  const second = show();
  await second.user.tab();
  await second.user.keyboard("{ArrowUp}{Enter}");
  expect(chosen()).toBe("Login Failed");
});

test("an arrow down after typing goes on to what else is offered", async () => {
  const { user } = show({ free: "offered" });
  await user.click(field());
  await user.keyboard("log");
  expect(current()).toBe("Login1 times");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(chosen()).toBe("Login Failed");
});

test("what is not offered is come to on purpose only", async () => {
  /** How it broke: an arrow down did nothing, the next one up led to it over the top. */
  const { user } = show({ free: "offered" });
  await user.click(field());
  await user.keyboard("proj{ArrowDown}{ArrowUp}");
  expect(current()).toBe("Project Created0 times");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(chosen()).toBe("proj");
});

test("Escape closes the list and leaves things as they were", async () => {
  const { user } = show({ value: "Login" });
  await user.click(field());
  await user.keyboard("proj{Escape}");
  expect(chosen()).toBe("Login");
  expect((field() as HTMLInputElement).value).toBe("Login");
});

test("Enter takes the best of what is offered", async () => {
  const { user } = show({ free: "offered" });
  await user.click(field());
  await user.keyboard("proj{Enter}");
  expect(chosen()).toBe("Project Created");
});

test("where anything may be typed, leaving the field keeps what was typed", async () => {
  const { user } = show({ free: "offered" });
  await user.click(field());
  await user.keyboard("Proj");
  await user.tab();
  expect(chosen()).toBe("Proj");
});

test("where only offers fit, leaving the field takes one by its name, and nothing else", async () => {
  const { user } = show();
  await user.click(field());
  await user.keyboard("login");
  await user.tab();
  expect(chosen()).toBe("Login");
  await user.click(field());
  await user.clear(field());
  await user.keyboard("Nonsense");
  await user.tab();
  expect(chosen()).toBe("Login");
});

test("what may be left out can be emptied", async () => {
  const { user } = show({ value: "Login", optional: true });
  await user.clear(field());
  await user.tab();
  expect(chosen()).toBe("");
});

test("whoever clicks into what was just chosen writes something else", async () => {
  /** How it broke: what was written was hung on to it. */
  const { user } = show({ free: "offered" });
  await user.click(field());
  await user.keyboard("login{Enter}");
  expect(chosen()).toBe("Login");
  await user.click(field());
  await user.keyboard("proj{Enter}");
  expect(chosen()).toBe("Project Created");
});

test("Enter that ends a sign of several keys takes nothing yet", async () => {
  const { user } = show();
  await user.type(field(), "log");
  fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
  expect(chosen()).toBe("");
  fireEvent.keyDown(field(), { key: "Enter" });
  expect(chosen()).toBe("Login");
});

test("where nothing has come in, an offer leads to how events come in, and chooses nothing", async () => {
  serve({ vocabulary: { ...vocabulary, events: [] } });
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const { user } = bench(journeyCalled("hello"), <Events />);
  await user.click(field());
  await user.click(await screen.findByText("How events come in"));
  expect(open).toHaveBeenCalledWith("/write-keys", "_blank", "noopener");
  expect(chosen()).toBe("");
  await user.type(field(), "Come in{Enter}");
  expect(chosen()).toBe("Come in");
});
