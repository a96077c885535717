/** That customers of scenarios are not among those the journey lets in, and what to do. */

import { useBuilder, useJourney, useNames } from "@/app/context";
import { outsideOf, segmentsOfEntrants, withinSegments } from "@/model/edits/entrants";
import { called } from "@/sentences/names";
import { joined, plain } from "@/sentences/words";

/** `done` when it is: what was pressed for it is gone then. */
export function Outside({ done }: { done: () => void }) {
  const { document: edited, announcer } = useBuilder();
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
  const [them, it] = [
    number === 1 ? "them" : "all of them",
    segments.length === 1 ? "it" : "these segments",
  ];
  return (
    <div className="b-form-acts">
      <p className="b-hint">
        Only customers in {segments.length === 1 ? said : `each of the segments ${said}`} enter.{" "}
        {number === 1
          ? "One scenario is of a customer who is not."
          : `${number} scenarios are of customers who are not.`}
      </p>
      <button
        type="button"
        className="b-button"
        onClick={() => {
          edited.edit((now) => withinSegments(now, segments));
          announcer.say(`You have put ${them} in ${it}. You can undo it.`);
          done();
        }}
      >
        Put {them} in {it}
      </button>
    </div>
  );
}
