import type { Scalar, UpdateStep } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { Select, Text } from "@/parts/fields";
import { useTraits } from "@/parts/offers";
import { Rows } from "@/parts/Rows";
import type { FormProps } from "../kind";

type Row = [trait: string, value: Scalar | null];
type Kind = "text" | "number" | "yes" | "no" | "nothing";

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: "text", label: "a text" },
  { value: "number", label: "a number" },
  { value: "yes", label: "yes" },
  { value: "no", label: "no" },
  { value: "nothing", label: "nothing: take it away" },
];

export function UpdateForm({ step, change }: FormProps<UpdateStep>) {
  const traits = useTraits();
  const rows = Object.entries(step.set) as Row[];
  const set = (next: Row[]) => change({ ...step, set: Object.fromEntries(next) });
  return (
    <Rows<Row>
      label="Traits to set"
      rows={rows}
      change={set}
      make={() => [`account.field_${rows.length + 1}`, ""]}
      add="Set a trait"
      draw={([trait, value], _, replace) => (
        <>
          <Combobox
            label="Trait"
            path={`set.${trait}`}
            free="offered"
            placeholder="account.stage"
            value={trait}
            offers={traits}
            change={(now) => replace([now, value])}
          />
          <div className="b-line-of">
            <Select
              label="To"
              path={`set.${trait}.kind`}
              value={kindOf(value)}
              options={KINDS}
              change={(kind) => replace([trait, firstOf(kind)])}
            />
            {(typeof value === "string" || typeof value === "number") && (
              <Text
                label="Value"
                path={`set.${trait}.value`}
                value={String(value)}
                change={(typed) =>
                  replace([trait, typeof value === "number" ? Number(typed) || 0 : typed])
                }
              />
            )}
          </div>
        </>
      )}
    />
  );
}

function kindOf(value: Scalar | null): Kind {
  if (value === null) return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? "number" : "text";
}

function firstOf(kind: Kind): Scalar | null {
  return { text: "", number: 0, yes: true, no: false, nothing: null }[kind];
}
