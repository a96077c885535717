/** One thing that must have come about in a scenario, and by when. */

import { useBuilder, useJourney } from "@/app/context";
import type { Expectation } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Select } from "@/parts/fields";
import { stepsOf } from "@/parts/offers";
import { nameInWords } from "@/sentences/words";
import { titleOrGone } from "@/state/former";
import {
  EXPECTS,
  EXPECTS_IN_WORDS,
  endsOf,
  expectedInstead,
  typesFor,
  whatIsExpected,
} from "./kinds";
import { WhenFields } from "./WhenFields";

/** By the end of a day: nobody means the minute. */
const BY = { day: 7, at: "23:59" };

export function ExpectationFields({
  expectation,
  change,
}: {
  expectation: Expectation;
  change: (expectation: Expectation) => void;
}) {
  const { document } = useBuilder();
  const journey = useJourney();
  const kind = whatIsExpected(expectation);
  const value = expectation[kind] ?? "";
  const possible =
    kind === "ends"
      ? endsOf(journey).map((end) => ({ value: end, label: nameInWords(end) }))
      : stepsOf(journey, typesFor(kind)).map((offer) => ({
          value: offer.value,
          label: offer.label,
        }));
  const known = possible.some((each) => each.value === value);
  const lost = kind === "ends" || value === "" ? value : titleOrGone(document.getState(), value);
  return (
    <div className="b-stack">
      <div className="b-stack">
        <Select
          label="What is expected"
          quiet
          path="kind"
          value={kind}
          options={EXPECTS.filter(
            (each) =>
              each === kind || !typesFor(each) || stepsOf(journey, typesFor(each)).length > 0,
          ).map((each) => ({ value: each, label: EXPECTS_IN_WORDS[each] }))}
          change={(now) => now !== kind && change(expectedInstead(journey, now, expectation))}
        />
        <Select
          label={kind === "ends" ? "Outcome" : "Step"}
          quiet
          path={kind}
          value={value}
          options={known ? possible : [{ value, label: lost || "Choose …" }, ...possible]}
          change={(now) => change({ ...expectation, [kind]: now })}
        />
      </div>
      <WhenFields
        label="By when"
        path="by"
        value={expectation.by}
        day={BY}
        any="at any time"
        words={{ day: "by a day of the journey", for: "within so long after entry" }}
        change={(by) => change(withKey(expectation, "by", by))}
      />
    </div>
  );
}
