import { expect, test } from "vitest";
import type { Journey } from "@/definition/types";
import { inForms } from "@/sentences/findings";
import { ALL, shared, told } from "@/testing/shared";
import { unfinished } from "@/testing/unfinished";
import { checked, isFoundHere } from "../checks";
import type { Problem } from "../problem";

/** As they are shown, which is all that is seen of them. */
const shown = (journey: Journey, problems: readonly Problem[]) =>
  problems.map((problem) => inForms(journey, problem));

test.each(told<Problem[]>("findings.json"))("of $key, what Python finds", ({ journey, said }) => {
  expect(shown(journey, checked(journey))).toEqual(shown(journey, said.filter(isFoundHere)));
});

type Broken = Record<string, { definition: Journey; problems: Problem[] }>;

test.each(Object.entries(shared<Broken>("broken.json")))("%s", (_, { definition, problems }) => {
  const [here, there] = [checked(definition), problems.filter(isFoundHere)];
  expect(shown(definition, here)).toEqual(shown(definition, there));
});

test("whatever is missing, what is found is said in words", () => {
  const said = [...unfinished(ALL.whole as Journey)].flatMap(({ path, left, draft }) =>
    shown(draft, checked(draft)).map(
      ({ message, hint }) =>
        `${path.join(".")} = ${JSON.stringify(left)}: ${message} ${hint ?? ""}`,
    ),
  );
  expect(said.filter((each) => /: .*(undefined|null|NaN|\[object|“”)/.test(each))).toEqual([]);
});
