import { useBuilder } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import type { BranchStep, Case } from "@/definition/types";
import { replaced, withCase } from "@/model/edits/outlets";
import { Icon } from "@/parts/Icon";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { stepTitle } from "@/sentences/words";
import type { FormProps } from "../kind";

export function BranchForm({ id, step, journey, change, readOnly }: FormProps<BranchStep>) {
  const { document, panels } = useBuilder();
  const remove = (number: number) => {
    const cases = step.cases.filter((_, at) => at !== number);
    const result = replaced(document.journey(), id, { ...step, cases });
    const act = () => document.edit(() => result.journey);
    if (result.lost.length === 0) act();
    else
      panels.ask("confirm", {
        title: "Remove this way?",
        text: `Only it leads to ${result.lost.map((each) => `“${stepTitle(journey, each)}”`).join(", ")}. They are removed with it; you can undo this.`,
        verb: "Remove it",
        act,
      });
  };
  return (
    <>
      <Rows<Case>
        label="The first that holds is taken"
        rows={step.cases}
        keyOf={(each) => each.id}
        least={1}
        removed={remove}
        change={(cases) => change({ ...step, cases })}
        draw={(each, number, replace) => (
          <Within path={`cases.${number}`}>
            <ConditionField
              label={`Way ${number + 1}: if`}
              path="when"
              standing="anywhere"
              value={each.when}
              change={(when) => replace({ ...each, when })}
            />
          </Within>
        )}
      />
      {!readOnly && (
        <button
          type="button"
          className="b-add-row"
          onClick={() => change({ ...step, cases: withCase(step.cases, step.otherwise) })}
        >
          <Icon name="plus" size={13} />
          Add a way
        </button>
      )}
      <p className="b-hint">All others go the way “otherwise”.</p>
    </>
  );
}
