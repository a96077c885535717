import { nameFrom } from "@/definition/ids";
import type { SplitStep, Way } from "@/definition/types";
import { wayRefusal, withWay } from "@/model/edits/outlets";
import { NameField, NumberField } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { WayMenu } from "@/parts/WayMenu";
import { nameInWords, shareInWords, stepTitle } from "@/sentences/words";
import type { FormProps } from "../kind";
import { useReplace } from "./useReplace";

export function SplitForm({ id, step, journey, change }: FormProps<SplitStep>) {
  const replace = useReplace(id);
  const whole = step.ways.reduce((sum, way) => sum + (way.weight ?? 1), 0);
  const subject = journey.subject ?? "account";
  return (
    <>
      <Rows<Way>
        label="Ways"
        rows={step.ways}
        keyOf={(way) => way.id}
        nameOf={(way) => nameInWords(way.id)}
        least={2}
        change={(ways) => change({ ...step, ways })}
        removed={(number) => replace({ ...step, ways: step.ways.filter((_, at) => at !== number) })}
        make={() => withWay(step.ways).at(-1) as Way}
        add="Add a way"
        draw={(way, number, set) => (
          <Within path={`ways.${number}`}>
            <div className="b-line-of b-in-columns">
              <NameField
                label="Name"
                quiet={number > 0}
                path="id"
                value={way.id}
                shape={nameFrom}
                inWords
                refuse={(wanted) => wayRefusal(step.ways, wanted)}
                change={(name) => set({ ...way, id: name })}
              />
              <NumberField
                label="Weight"
                quiet={number > 0}
                path="weight"
                min={1}
                max={10_000}
                value={way.weight ?? 1}
                change={(weight) => set({ ...way, weight })}
              />
            </div>
            <p className="b-share">
              <meter min={0} max={whole} value={way.weight ?? 1} aria-label="Share" />
              <span>
                {shareInWords(way.weight ?? 1, whole)} to “{stepTitle(journey, way.next)}”{" "}
                <WayMenu link={{ step: id, outlet: way.id }} name={`“${nameInWords(way.id)}”`} />
              </span>
            </p>
          </Within>
        )}
      />
      <p className="b-hint">
        Everybody of one {subject} goes the same way, each time they come by. Another name parts
        them anew.
      </p>
    </>
  );
}
