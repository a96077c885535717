import { useBuilder } from "@/app/context";
import { idFrom } from "@/definition/ids";
import type { SplitStep, Way } from "@/definition/types";
import { replaced, withWay } from "@/model/edits/outlets";
import { NumberField, Text } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { shareInWords } from "@/sentences/words";
import type { FormProps } from "../kind";

export function SplitForm({ id, step, journey, change }: FormProps<SplitStep>) {
  const { document } = useBuilder();
  const whole = step.ways.reduce((sum, way) => sum + (way.weight ?? 1), 0);
  const subject = journey.subject ?? "account";
  return (
    <>
      <Rows<Way>
        label="Ways"
        rows={step.ways}
        least={2}
        change={(ways) =>
          ways.length > step.ways.length
            ? change({ ...step, ways: withWay(step.ways) })
            : change({ ...step, ways })
        }
        removed={(number) =>
          document.edit(
            (now) =>
              replaced(now, id, { ...step, ways: step.ways.filter((_, at) => at !== number) })
                .journey,
          )
        }
        make={() => ({ id: "", next: "" })}
        add="Add a way"
        draw={(way, number, replace) => (
          <div className="b-line-of">
            <Text
              label="Name"
              path={`ways.${number}.id`}
              value={way.id}
              change={(typed) => {
                const name = idFrom(typed);
                if (name && !step.ways.some((each) => each.id === name))
                  replace({ ...way, id: name });
              }}
            />
            <NumberField
              label={`Weight: ${shareInWords(way.weight ?? 1, whole)}`}
              path={`ways.${number}.weight`}
              min={1}
              max={10_000}
              value={way.weight ?? 1}
              change={(weight) => replace({ ...way, weight: Math.max(1, weight ?? 1) })}
            />
          </div>
        )}
      />
      <p className="b-hint">
        Everybody of one {subject} goes the same way, each time they come by.
      </p>
    </>
  );
}
