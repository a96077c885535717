import { expect, test } from "vitest";
import { partsOf } from "./chips";

test.each([
  ["{{ contact.first_name }}", "first name"],
  ["{{account.renewal_date}}", "account renewal date"],
  ["{{ contact.first_name | default('there') }}", "first name, else “there”"],
  ['{{ account.name|default("your team") }}', "account name, else “your team”"],
  ["{{ account.renewal_date | date('d MMMM yyyy') }}", "account renewal date"],
  ["{% if owner.first_name %}", "if known: owner first name"],
  ["{% else %}", "otherwise"],
  ["{% endif %}", "in any case"],
  ["{% if account.seats > 10 %}", ""],
  ["{% for tag in account.tags %}", ""],
  ["{{ 1 + 1 }}", ""],
])("%s is called so", (written, words) => {
  expect(partsOf(written)[1]?.words).toBe(words);
});

test("parts are the whole text, each where it stands", () => {
  const text = "Hi {{ contact.name }}, {{ half";
  const parts = partsOf(text);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  expect(parts.map(({ from, until }) => text.slice(from, until))).toEqual(
    parts.map((part) => part.text),
  );
});

test.each([
  "Hi {{ {{ contact.name }}",
  "Hi {{ half, {{ contact.name }} so",
  "Hi {{ half\nand {{ contact.name }}",
  "{{{{ contact.name }}",
])("a field behind one that is not finished is one: %s", (text) => {
  expect(partsOf(text).flatMap(({ words }) => words ?? [])).toEqual(["name"]);
  expect(partsOf(text)[1]?.text).toBe("{{ contact.name }}");
});
