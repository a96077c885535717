import { expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { ALL, shared, told } from "@/testing/shared";
import { unfinished } from "@/testing/unfinished";
import { checked, isFoundHere } from "../checks";
import type { Problem } from "../problem";

test.each(told<Problem[]>("findings.json"))("of $key, what Python finds", ({ journey, said }) => {
  expect(checked(journey)).toEqual(said.filter(isFoundHere));
});

type Broken = Record<string, { definition: Journey; problems: Problem[] }>;

test.each(Object.entries(shared<Broken>("broken.json")))("%s", (_, { definition, problems }) => {
  expect(checked(definition)).toEqual(problems.filter(isFoundHere));
});

test("whatever is missing, what is found is said in words", () => {
  const said = [...unfinished(ALL.whole as Journey)].flatMap(({ path, left, draft }) =>
    checked(draft).map(
      ({ message, hint }) =>
        `${path.join(".")} = ${JSON.stringify(left)}: ${message} ${hint ?? ""}`,
    ),
  );
  expect(said.filter((each) => /: .*(undefined|null|NaN|\[object|“”)/.test(each))).toEqual([]);
});
