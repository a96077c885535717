import { ConditionField } from "@/conditions/ConditionField";
import { nameFrom } from "@/definition/ids";
import type { BranchStep, Case } from "@/definition/types";
import { wayRefusal, withCase } from "@/model/edits/outlets";
import { NameField } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { WayMenu } from "@/parts/WayMenu";
import { nameInWords, stepTitle } from "@/sentences/words";
import type { FormProps } from "../kind";
import { useReplace } from "./useReplace";

export function BranchForm({ id, step, journey, change }: FormProps<BranchStep>) {
  const replace = useReplace(id);
  return (
    <>
      <Rows<Case>
        label="The first case that is met is taken"
        rows={step.cases}
        boxed
        keyOf={(each) => each.id}
        nameOf={(each) => nameInWords(each.id)}
        least={1}
        removed={(number) =>
          replace({ ...step, cases: step.cases.filter((_, at) => at !== number) })
        }
        make={() => withCase(step.cases, step.otherwise).at(-1) as Case}
        add="Add a case"
        change={(cases) => change({ ...step, cases })}
        draw={(each, number, set) => (
          <Within path={`cases.${number}`}>
            <div className="b-row-name">
              <NameField
                label="Name"
                quiet
                path="id"
                value={each.id}
                shape={nameFrom}
                inWords
                refuse={(wanted) => wayRefusal(step.cases, wanted)}
                change={(name) => set({ ...each, id: name })}
              />
            </div>
            <ConditionField
              label="If"
              quiet
              path="when"
              standing="anywhere"
              value={each.when}
              change={(when) => set({ ...each, when })}
            />
            <p className="b-hint">
              goes to “{stepTitle(journey, each.next)}”{" "}
              <WayMenu link={{ step: id, outlet: each.id }} name={`“${nameInWords(each.id)}”`} />
            </p>
          </Within>
        )}
      />
      <p className="b-hint">
        All others go to “{stepTitle(journey, step.otherwise)}”{" "}
        <WayMenu link={{ step: id, outlet: "otherwise" }} name="everybody else" />, and so do those
        of whom it is not known.
      </p>
    </>
  );
}
