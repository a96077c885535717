/** That customers of scenarios are not among those the journey lets in, and what to do. */

import { useBuilder, useJourney, useNames } from "@/app/context";
import { outsideOf, segmentsOfEntrants, withinSegments } from "@/model/edits/entrants";
import { called } from "@/sentences/names";
import { joined, plain } from "@/sentences/words";

export function Outside() {
  const { document: edited } = useBuilder();
  const journey = useJourney();
  const names = useNames();
  const segments = segmentsOfEntrants(journey);
  const number = outsideOf(journey, segments);
  if (number === 0) return null;
  const said = plain(
    joined(
      segments.map((each) => `“${called(names.segments, each)}”`),
      "and",
    ),
  );
  return (
    <div className="b-form-acts">
      <p className="b-hint">
        Only customers in {said} enter.{" "}
        {number === 1
          ? "One scenario is of a customer who is not."
          : `${number} scenarios are of customers who are not.`}
      </p>
      <button
        type="button"
        className="b-button"
        onClick={() => edited.edit((now) => withinSegments(now, segments))}
      >
        Put {number === 1 ? "them" : "all of them"} in it
      </button>
    </div>
  );
}
