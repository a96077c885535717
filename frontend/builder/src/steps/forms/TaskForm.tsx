import { useBuilder } from "@/app/context";
import { nameFrom } from "@/definition/ids";
import type { TaskStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { MergeText } from "@/messages/MergeText";
import { mainTarget, withoutOutlet } from "@/model/edits/outlets";
import {
  buttonRefusal,
  withButton,
  withButtonRenamed,
  withDue,
  withLate,
  withoutButton,
  withoutButtons,
  withSkip,
} from "@/model/edits/tasks";
import { AssignFields } from "@/parts/AssignFields";
import { AddButton } from "@/parts/buttons";
import { More } from "@/parts/Field";
import { NameField, Toggle } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { Rows } from "@/parts/Rows";
import { useScope } from "@/parts/scope";
import { WayMenu } from "@/parts/WayMenu";
import { nameInWords, stepTitle } from "@/sentences/words";
import { DurationField } from "@/times/DurationField";
import type { FormProps } from "../kind";
import { Escalations } from "./Escalations";
import { SkipFields } from "./SkipFields";
import { useReplace } from "./useReplace";

export function TaskForm(props: FormProps<TaskStep>) {
  const { id, step, change } = props;
  const replace = useReplace(id);
  return (
    <>
      <MergeText
        label="What is to be done"
        path="title"
        reader="colleague"
        placeholder="Call them: stuck in setup"
        value={step.title}
        change={(title) => change({ ...step, title }, "title")}
      />
      <MergeText
        label="How"
        path="instructions"
        reader="colleague"
        markdown
        lines={3}
        value={step.instructions ?? ""}
        change={(text) => change(withKey(step, "instructions", text || undefined), "instructions")}
      />
      <AssignFields
        value={step.assign}
        change={(assign) => change(withKey(step, "assign", assign))}
      />
      <Toggle
        label="Due within some time"
        value={step.due !== undefined}
        change={(on) => replace(withDue(step, on ? "2 business days" : undefined))}
      />
      {step.due !== undefined && (
        <DurationField
          label="Due within"
          quiet
          path="due"
          value={step.due}
          change={(due) => change({ ...step, due }, "due")}
        />
      )}
      <Answers {...props} />
      <More
        label="Checklist, hours and escalation"
        open={
          step.checklist !== undefined ||
          step.escalate !== undefined ||
          step.ends_with_journey !== undefined
        }
      >
        <Rows
          label="Checklist"
          rows={step.checklist ?? []}
          make={() => ""}
          add="Add an item"
          nameOf={(_, number) => `Item ${number + 1}`}
          change={(items) =>
            change(withKey(step, "checklist", items.length > 0 ? items : undefined))
          }
          draw={(item, number, set) => (
            <MergeText
              label={`Item ${number + 1}`}
              quiet
              path={`checklist.${number}`}
              reader="colleague"
              value={item}
              change={set}
            />
          )}
        />
        <Toggle
          label="Call it off when the customer leaves the journey"
          value={step.ends_with_journey ?? false}
          hint={!step.ends_with_journey && "It stays open: it may still be worth doing."}
          change={(on) => change(withKey(step, "ends_with_journey", on || undefined))}
        />
        <Toggle
          label="Say how much work it is"
          value={step.takes !== undefined}
          hint={step.takes === undefined && "Pools with a limit of hours count it as one hour."}
          change={(on) => change(withKey(step, "takes", on ? "30m" : undefined))}
        />
        {step.takes !== undefined && (
          <DurationField
            label="It takes about"
            quiet
            path="takes"
            value={step.takes}
            change={(takes) => change({ ...step, takes }, "takes")}
          />
        )}
        <Escalations step={step} change={change} />
      </More>
      <OutletToggles
        id={id}
        step={step}
        outlets={[...(step.skip_when ? [{ outlet: "skipped", label: "if it is left out" }] : [])]}
      />
      <More label="When it is left out" open={step.skip_when !== undefined}>
        <SkipFields
          value={step.skip_when}
          toggle={(on) => replace(withSkip(step, on ? {} : undefined))}
          change={(when) => change({ ...step, skip_when: when })}
        />
      </More>
    </>
  );
}

/** What the colleague can answer with. Each answer is a way out of the step. */
function Answers({ id, step, journey, change, edit }: FormProps<TaskStep>) {
  const { selection } = useBuilder();
  const { readOnly } = useScope();
  const replace = useReplace(id);
  const targets = step.on ?? {};
  const late = targets.overdue;
  const waits = step.outcomes !== undefined;
  return (
    <div className="b-form-part">
      <Toggle
        label="Wait until it is done"
        path="outcomes"
        value={waits}
        hint={waits ? "The journey waits for the answer." : "The journey goes on at once."}
        change={(on) => replace(on ? withButton(step) : withoutButtons(step))}
      />
      <Rows
        label="Answers the CSM can give"
        rows={step.outcomes ?? []}
        keyOf={(outcome) => outcome}
        nameOf={nameInWords}
        least={1}
        hint={
          waits
            ? "Each is a button, and can lead another way."
            : "Such as “reached” and “not reached”, to go on by. With one, the journey waits for it."
        }
        change={(outcomes) => change({ ...step, outcomes })}
        removed={(number) => replace(withoutButton(step, step.outcomes?.[number] ?? ""))}
        draw={(outcome, number) => (
          <>
            <NameField
              label="Answer"
              quiet
              path={`outcomes.${number}`}
              value={outcome}
              shape={nameFrom}
              inWords
              refuse={(wanted) => buttonRefusal(step, wanted)}
              change={(name) => edit((now) => withButtonRenamed(now, id, outcome, name))}
            />
            <p className="b-hint">
              goes to “{stepTitle(journey, targets[outcome] ?? step.next ?? "")}”{" "}
              <WayMenu
                link={{ step: id, outlet: outcome in targets ? outcome : "next" }}
                name={`“${nameInWords(outcome)}”`}
              />
            </p>
          </>
        )}
      />
      {(step.outcomes?.length ?? 0) < 10 && !readOnly && (
        <AddButton
          act={() => {
            change(withButton(step));
            selection.choose(id, `outcomes.${step.outcomes?.length ?? 0}`);
          }}
        >
          Add an answer
        </AddButton>
      )}
      {waits && (
        <>
          <Toggle
            label="Wait only until it is due"
            path="on.overdue"
            value={late !== undefined}
            hint={late === undefined && "Customers for whom it is never done wait for ever."}
            change={(on) => replace(on ? withLate(step) : withoutOutlet(step, "overdue"))}
          />
          {late !== undefined && (
            <p className="b-hint">
              if it is not done by then, goes to “{stepTitle(journey, late)}”{" "}
              <WayMenu link={{ step: id, outlet: "overdue" }} name="“if overdue”" />
            </p>
          )}
        </>
      )}
      {mainTarget(step) === undefined && <p className="b-hint">It leads nowhere yet.</p>}
    </div>
  );
}
