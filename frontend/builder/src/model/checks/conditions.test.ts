import { expect, test } from "vitest";
import type { Condition } from "@/definition/types";
import { checked } from "../checks";
import { journeyOf } from "../edits/samples";

const found = (when: Condition) =>
  checked(
    journeyOf({
      which: { type: "branch", cases: [{ id: "a", when, next: "done" }], otherwise: "done" },
      done: { type: "exit" },
    }),
  )
    .filter(({ code }) => code === "unfinished")
    .map(({ path, message }) => `${path}: ${message}`);

const PLACE = "steps.which.cases.0.when";

test.each<[unknown, string[]]>([
  [{}, [`${PLACE}: Choose what the condition looks at.`]],
  [{ trait: "account.seats" }, [`${PLACE}: Choose how it is compared.`]],
  [
    { trait: "account.seats", at_least: null },
    [`${PLACE}.at_least: Choose what it is compared with.`],
  ],
  [{ trait: "account.plan", in: [] }, [`${PLACE}.in: Choose what it is compared with.`]],
  [
    { not: { all: [{ segment: "vip" }, {}] } },
    [`${PLACE}.not.all.1: Choose what the condition looks at.`],
  ],
  [{ trait: "account.uses_sso", exists: false }, []],
])("%j is told what it lacks", (when, problems) => {
  expect(found(when as Condition)).toEqual(problems);
});
