// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { AskForm } from "./AskForms";
import { type Asked, isAskable } from "./keys";
import { addressOf, wordsOf } from "./links";
import { drawnIn } from "./marks";

afterEach(cleanup);

/** The form of the first field or link in a text, and what becomes of the text. */
function about(text: string, wrong?: string, made?: Asked) {
  const found = drawnIn(text, true).find((each) => each.kind === "link") ?? drawnIn(text, true)[0];
  const asked = made ?? found;
  if (!asked || !isAskable(asked)) throw new Error("Nothing can be asked about it.");
  const became = vi.fn<(text: string) => void>();
  render(
    <>
      <AskForm
        asked={asked}
        text={text}
        top={0}
        left={0}
        wrong={wrong}
        done={(changes = []) =>
          became(
            changes
              .toSorted((one, other) => other.from - one.from)
              .reduce(
                (now, { from, until, text: put }) => now.slice(0, from) + put + now.slice(until),
                text,
              ),
          )
        }
      />
      <button type="button">Behind</button>
    </>,
  );
  return { user: userEvent.setup(), became };
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

test("what is written where a field is not known is asked, and what is not changed stays", async () => {
  /** How it broke: what stood for a name could only be changed in the code of the template. */
  const { user, became } = about("Hi {{contact.first_name|default('there')}}!");
  const instead = field("first name: when it is not known, write");
  expect(instead.value).toBe("there");
  expect(document.activeElement).toBe(instead);
  await user.keyboard("{Enter}");
  expect(became).toHaveBeenLastCalledWith("Hi {{contact.first_name|default('there')}}!");
  await user.clear(instead);
  await user.type(instead, "l'amie{Enter}");
  expect(became).toHaveBeenLastCalledWith("Hi {{ contact.first_name | default('l’amie') }}!");
  await user.type(instead, "x{Escape}");
  expect(became).toHaveBeenLastCalledWith("Hi {{contact.first_name|default('there')}}!");
  await user.click(screen.getByText("Remove the field"));
  expect(became).toHaveBeenLastCalledWith("Hi !");
});

test("Enter that ends a sign of several keys goes on with what is written", async () => {
  /** How it broke: whoever writes Japanese left the form with the first word. */
  const { became } = about("Hi {{ contact.first_name }}!");
  const instead = field("first name: when it is not known, write");
  fireEvent.change(instead, { target: { value: "皆様" } });
  fireEvent.keyDown(instead, { key: "Enter", isComposing: true });
  expect(became).not.toHaveBeenCalled();
  fireEvent.keyDown(instead, { key: "Enter" });
  expect(became).toHaveBeenLastCalledWith("Hi {{ contact.first_name | default('皆様') }}!");
});

test("what was written is taken over where Tab leads out of the form", async () => {
  /** How it broke: it stayed open over the text, and with the dialog it was gone. */
  const { user, became } = about("so [here](https://a.b)");
  await user.clear(field("What it says"));
  await user.type(field("What it says"), "there");
  await user.tab();
  await user.tab();
  await user.tab();
  expect(became).not.toHaveBeenCalled();
  await user.tab();
  expect(became).toHaveBeenLastCalledWith("so [there](https://a.b)");
});

test("Ctrl Enter, which closes the dialog, takes over what was written, from any place in the form", () => {
  /** How it broke: on one of its buttons it closed the dialog only, and what was written was gone. */
  const { became } = about("so [here](https://a.b)");
  fireEvent.change(field("What it says"), { target: { value: "there" } });
  fireEvent.keyDown(screen.getByText("Remove the link"), { key: "Enter", ctrlKey: true });
  expect(became).toHaveBeenLastCalledWith("so [there](https://a.b)");
});

test("what is wrong with a field is said in its form", () => {
  about("{{ account.nmae }}", "No account has “nmae” so far.");
  expect(screen.getByText("No account has “nmae” so far.")).toBeTruthy();
});

test("a link has its words, where it leads, and whether it is a button", async () => {
  const { user, became } = about("[Book *a* call]({{ owner.url }})");
  expect(field("What it says").value).toBe("Book *a* call");
  await user.clear(field("Where it leads"));
  await user.type(field("Where it leads"), "https://a.b/c (d)");
  await user.click(field("Show it as a button"));
  await user.click(screen.getByText("Done"));
  expect(became).toHaveBeenLastCalledWith("[Book *a* call](https://a.b/c%20%28d%29){.button}");
  await user.click(screen.getByText("Remove the link"));
  expect(became).toHaveBeenLastCalledWith("Book *a* call");
});

test.each([
  ["Hi\n[Go](u)\nBye", "Hi\n\n[Go](u){.button}\n\nBye"],
  ["Hi\n[Go](u)", "Hi\n\n[Go](u){.button}"],
  ["[Go](u)\nBye", "[Go](u){.button}\n\nBye"],
  ["## Hi\n[Go](u)\n\nBye", "## Hi\n[Go](u){.button}\n\nBye"],
  ["- Hi\n[Go](u)", "- Hi\n\n[Go](u){.button}"],
])("a link alone on its line is made a button, with room around it: %s", async (text, made) => {
  /** How it broke: nobody found how, who did not leave a line empty above and below. */
  const { user, became } = about(text);
  await user.click(field("Show it as a button"));
  await user.click(screen.getByText("Done"));
  expect(became).toHaveBeenLastCalledWith(made);
  expect(drawnIn(made, true)).toContainEqual(expect.objectContaining({ isButton: true }));
});

test("a button is a link again, and a link among words says when it can be one", async () => {
  const { user, became } = about("Hi\n\n[Go](u){.button}");
  await user.click(field("Show it as a button"));
  await user.click(screen.getByText("Done"));
  expect(became).toHaveBeenLastCalledWith("Hi\n\n[Go](u)");
  cleanup();
  about("- [Go](u)");
  expect(screen.queryByLabelText("Show it as a button")).toBeNull();
  expect(screen.getByText("Alone on a line, it can be shown as a button.")).toBeTruthy();
});

test("what is new on a line of its own is a button at once", async () => {
  const at = { from: 3, until: 5 };
  const words = { kind: "link", ...at, words: at, address: { from: 5, until: 5 } } as const;
  const asked = { ...words, isButton: false, isNew: true };
  const { user, became } = about("Hi\nGo\nBye", undefined, asked);
  await user.type(field("Where it leads"), "a.b");
  await user.click(field("Show it as a button"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(became).toHaveBeenLastCalledWith("Hi\n\n[Go](https://a.b){.button}\n\nBye");
});

test("a link is written once it is said where it leads, and begins as addresses do", async () => {
  /** How it broke: a pasted address stood behind an `https://` that was there already. */
  const at = { from: 4, until: 8 };
  const words = { kind: "link", ...at, words: at, address: { from: 8, until: 8 } } as const;
  const asked = { ...words, isButton: false, isNew: true };
  const { user, became } = about("see this now", undefined, asked);
  const leads = field("Where it leads");
  expect(field("What it says").value).toBe("this");
  expect(document.activeElement).toBe(leads);
  expect(leads.value).toBe("");
  await user.keyboard("{Enter}");
  expect(became).toHaveBeenLastCalledWith("see this now");
  await user.type(leads, "https://https://a.b/c");
  await user.keyboard("{Escape}");
  expect(became).toHaveBeenLastCalledWith("see this now");
  await user.keyboard("{Enter}");
  expect(became).toHaveBeenLastCalledWith("see [this](https://a.b/c) now");
});

test("no words are proposed for a link of none, which says where it leads", async () => {
  /** How it broke: where a blank was chosen, it was to say “here”. */
  const at = { from: 4, until: 4 };
  const asked = { kind: "link", ...at, words: at, address: at } as const;
  const made = { ...asked, isButton: false, isNew: true };
  const { user, became } = about("see now", undefined, made);
  expect(field("What it says").value).toBe("");
  await user.type(field("Where it leads"), "a.b/c{Enter}");
  expect(became).toHaveBeenLastCalledWith("see [a.b/c](https://a.b/c)now");
});

test("what is typed counts when something else is pressed", async () => {
  const { user, became } = about("see [this](https://a.b) now");
  await user.clear(field("What it says"));
  await user.type(field("What it says"), "that");
  await user.pointer({ keys: "[MouseLeft]", target: document.body });
  expect(became).toHaveBeenLastCalledWith("see [that](https://a.b) now");
  expect(screen.queryByLabelText("Show it as a button")).toBeNull();
});

test.each([
  ["plain", "plain"],
  ["see [1]", "see [1]"],
  ["half] of [it", "half\\] of \\[it"],
  ["two\nlines", "two lines"],
])("words of a link: %s", (typed, written) => {
  expect(wordsOf(typed)).toBe(written);
});

test.each([
  [" https://a.b/c d ", "https://a.b/c%20d"],
  [
    "https://a.b/?x={{ account.name | urlencode }}",
    "https://a.b/?x={{ account.name | urlencode }}",
  ],
])("the address of a link: %s", (typed, written) => {
  expect(addressOf(typed)).toBe(written);
});
