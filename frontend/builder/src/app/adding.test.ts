import { expect, test } from "vitest";
import type { LinkRef } from "@/definition/links";
import { type Clip, copied, written } from "@/model/edits/clipboard";
import { parting } from "@/model/edits/samples";
import { named, offered } from "./adding";

const link: LinkRef = { step: "choose", outlet: "yes" };
const beside: readonly LinkRef[] = [{ step: "call", outlet: "next" }];
const lines = (query: string) =>
  offered(parting, { link }, query).map((section) => [
    section.name,
    ...section.lines.map(({ name }) => name),
  ]);

test("at first the kinds of steps are offered, and no step that is there", () => {
  const sections = lines("").map(([name]) => name);
  expect(sections[0]).toBe("Reach the customer");
  expect(sections).not.toContain("On to a step that is there");
});

test("a step that is there is found by its words, below the kinds that fit", () => {
  expect(lines("call").at(0)).toEqual(["Ask a colleague", "Task", "Task with answers"]);
  expect(lines("call").at(-1)).toEqual(["On to a step that is there", "Call"]);
  expect(lines("thanks")).toEqual([["On to a step that is there", "Thanks"]]);
});

test("what is called as was typed comes before what only mentions it", () => {
  expect(lines("wait").map(([group]) => group)).toEqual(["Wait", "Ask a colleague"]);
});

test("Enter takes the line that is called so, and a step that is there only where nothing new fits", () => {
  /** How it broke: “wait” and Enter led back to a step called “Wait”, and customers went round. */
  const taken = (query: string, leading = false) => {
    const sections = offered(parting, { link, leading }, query);
    return sections.flatMap((section) => section.lines)[named(sections, query)]?.name;
  };
  expect(taken("task with answers")).toBe("Task with answers");
  expect(taken("call")).toBe("Task");
  expect(taken("thanks")).toBe("Thanks");
  expect(taken("call", true)).toBe("Call");
});

test("where the link leads anyhow is not offered", () => {
  expect(lines("praise")).toEqual([]);
});

test("what is called so comes before what only says so", () => {
  const [first] = lines("wait");
  expect(first?.slice(0, 2)).toEqual(["Wait", "Wait a while"]);
});

test("where it is asked where a way goes, what is there comes first, and what was copied last", () => {
  /** How it broke: “Change” in a form began with Paste, and listed kinds of steps alone. */
  const text = written(copied(parting, ["call"]) as Clip);
  const sections = offered(parting, { link, leading: true }, "", undefined, text);
  expect(sections[0]?.name).toBe("On to a step that is there");
  expect(sections[0]?.lines.map(({ id }) => id)).toContain("to-thanks");
  expect(sections.at(-1)?.name).toBe("Copied");
});

test("what comes after it is offered before what one would go back to", () => {
  const leading = offered(parting, { link: { step: "call", outlet: "next" }, leading: true }, "");
  const there = leading[0]?.lines.map(({ id }) => id) ?? [];
  expect(there.indexOf("to-thanks")).toBeLessThan(there.indexOf("to-choose"));
});

test("ways that meet are not led on to where one of them comes from", () => {
  const there = offered(parting, { link, beside }, "call");
  expect(there.map(({ name }) => name)).not.toContain("On to a step that is there");
});

test("what was copied comes first, and is found by typing", () => {
  const text = written(copied(parting, ["call"]) as Clip);
  const first = (query: string) => offered(parting, { link }, query, undefined, text)[0];
  expect(first("")?.lines).toMatchObject([{ name: "Paste", description: "“Call”" }]);
  expect(first("paste")?.lines).toHaveLength(1);
  expect(first("wait")?.name).not.toBe("Copied");
});
