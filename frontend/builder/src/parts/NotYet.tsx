/** Why a journey cannot be tried out as it is, in the words of the list of problems. */

import { useBuilder, useJourney } from "@/app/context";
import { leadTo, placeOf } from "@/app/leading";
import { inForms } from "@/sentences/findings";
import type { Failure } from "@/state/answer";
import { useStored } from "@/state/store";
import { Wrong } from "./Wrong";

export function NotYet({ failed: { message, problems } }: { failed: Failure }) {
  const builder = useBuilder();
  const journey = useJourney();
  const known = useStored(builder.findings, (all) => all);
  return (
    <Wrong
      title={problems.length > 0 ? "First, this has to be put right" : message}
      problems={problems.map(
        (problem) => known.find(({ path }) => path === problem.path) ?? inForms(journey, problem),
      )}
      where={(problem) => placeOf(journey, problem)}
      lead={(problem) => leadTo(builder, problem)}
    />
  );
}
