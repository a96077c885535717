/** The journey's own settings: who enters, what it is for, what takes people out, when it sends. */

import { useMemo } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { leadTo, placeOf, scenarioAt } from "@/app/leading";
import { ConditionField } from "@/conditions/ConditionField";
import { ENTRY } from "@/definition/links";
import type { ExitRule, Goal, Journey } from "@/definition/types";
import { withKey } from "@/definition/without";
import { LONGEST_NAME } from "@/model/checks/unfinished";
import type { Problem } from "@/model/problem";
import { Button } from "@/parts/buttons";
import { Group, useField, Wrong } from "@/parts/Field";
import { Findings } from "@/parts/Findings";
import { Segmented, Select, Text, Toggle } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { SamplePicker } from "@/parts/SamplePicker";
import { SendingFields } from "@/parts/SendingFields";
import { ScopeProvider, Within } from "@/parts/scope";
import { joined, nameInWords, plain, stepTitle, templateInWords } from "@/sentences/words";
import { useStored } from "@/state/store";
import { DurationField } from "@/times/DurationField";
import { EntryFields } from "./entry/EntryFields";
import { typed } from "./FormPanel";

interface PartProps {
  journey: Journey;
  set: (journey: Journey) => void;
}

/** Which scenario or text a finding is about, and the way there. */
function WayTo({ problem }: { problem: Problem }) {
  const builder = useBuilder();
  const journey = useJourney();
  const [kind, text] = problem.path.split(".");
  const ofText = kind === "templates" && text !== undefined;
  if (scenarioAt(problem.path) === null && !ofText) return null;
  return (
    <button type="button" className="b-link" onClick={() => leadTo(builder, problem)}>
      {ofText ? `The text “${nameInWords(text)}”` : placeOf(journey, problem)}:
    </button>
  );
}

export function JourneyForm() {
  const { document: edited, selection, findings, readOnly, saving } = useBuilder();
  const isLive = useStored(saving, ({ judged }) => judged.live_version !== null);
  const journey = useJourney();
  const led = useStored(selection, (state) => state);
  const all = useStored(findings, (state) => state);
  const problems = useMemo(() => all.filter((problem) => problem.step === null), [all]);
  const set = (now: Journey) => edited.edit(() => now, typed("journey"));
  return (
    <ScopeProvider base="" problems={problems} readOnly={readOnly} field={led.field} led={led}>
      <div className="b-form" data-form={ENTRY}>
        <h2 className="b-panel-title">The journey</h2>
        <Findings about={(problem) => <WayTo problem={problem} />} />
        <Text
          label="Name"
          path="name"
          most={LONGEST_NAME}
          value={journey.name}
          change={(name) => set({ ...journey, name })}
        />
        <Text
          label="What it is for, to colleagues"
          path="description"
          lines={2}
          value={journey.description ?? ""}
          change={(text) => set(withKey(journey, "description", text || undefined))}
        />
        {!isLive && (
          <Segmented
            label="Who goes through it"
            path="subject"
            value={journey.subject ?? "account"}
            options={[
              { value: "account", label: "Companies" },
              { value: "contact", label: "People" },
            ]}
            change={(subject) =>
              set(withKey(journey, "subject", subject === "account" ? undefined : subject))
            }
          />
        )}
        <EntryFields journey={journey} set={set} />
        <GoalFields journey={journey} set={set} />
        <ExitFields journey={journey} set={set} />
        <Group label="Sending">
          <SendingFields
            path="send"
            value={journey.send}
            change={(send) => set(withKey(journey, "send", send))}
          />
        </Group>
        <Templates journey={journey} />
        <Scenarios journey={journey} />
        <SamplePicker />
      </div>
    </ScopeProvider>
  );
}

/** Surveys that only those answer who do not get there, which is easily overlooked. */
function unasked(journey: Journey): string {
  const surveys = Object.keys(journey.steps).filter((id) => journey.steps[id]?.type === "survey");
  const named = surveys.map((id) => `“${stepTitle(journey, id)}”`);
  return named.length > 0 ? `, nor is asked ${plain(joined(named, "or"))}` : "";
}

function GoalFields({ journey, set }: PartProps) {
  const { goal } = journey;
  const change = (next: Goal) => set({ ...journey, goal: next });
  return (
    <Group label="The goal">
      <Toggle
        label="It has a goal"
        value={goal !== undefined}
        change={(on) => set(withKey(journey, "goal", on ? { when: {} } : undefined))}
      />
      {goal && (
        <>
          <ConditionField
            label="It is reached when"
            path="goal.when"
            standing="anywhere"
            value={goal.when}
            change={(when) => change({ ...goal, when })}
          />
          <Toggle
            label="It ends the journey for them"
            value={goal.exit ?? true}
            hint={`On: whoever reaches it gets nothing more of this journey${unasked(journey)}. Off: they go on as before. It is counted either way.`}
            change={(exit) => change(withKey(goal, "exit", exit ? undefined : false))}
          />
          <Toggle
            label="It counts only for so long after they enter"
            value={goal.within !== undefined}
            change={(on) => change(withKey(goal, "within", on ? "30d" : undefined))}
          />
          {goal.within !== undefined && (
            <DurationField
              label="For at most"
              path="goal.within"
              hint="Later does not count, nor does what happens once the journey has ended for them."
              value={goal.within}
              change={(within) => change({ ...goal, within })}
            />
          )}
        </>
      )}
    </Group>
  );
}

function ExitFields({ journey, set }: PartProps) {
  const rules = journey.exit ?? [];
  const { box, control, problems } = useField({ path: "exit" });
  const change = (exit: ExitRule[]) =>
    set(withKey(journey, "exit", exit.length > 0 ? exit : undefined));
  return (
    <div ref={box}>
      <Rows<ExitRule>
        label="What takes them out at once"
        boxed
        rows={rules}
        nameOf={(_, number) => `rule ${number + 1}`}
        change={change}
        make={() => ({ when: {} })}
        add="Add a rule"
        draw={(rule, number, replace) => (
          <Within path={`exit.${number}`}>
            <Select
              label="When"
              quiet
              path="leaves"
              value={"leaves" in rule ? "leaves" : "when"}
              options={[
                { value: "when", label: "When a condition is met" },
                { value: "leaves", label: "When they are no longer who it is for" },
              ]}
              change={(kind) =>
                replace({
                  ...(kind === "leaves" ? { leaves: "audience" as const } : { when: {} }),
                  ...(rule.reason ? { reason: rule.reason } : {}),
                })
              }
            />
            {"when" in rule && (
              <ConditionField
                label="As soon as"
                quiet
                path="when"
                standing="anywhere"
                value={rule.when}
                change={(when) => replace({ ...rule, when })}
              />
            )}
            <Text
              label="Reason, for colleagues"
              path="reason"
              most={LONGEST_NAME}
              value={rule.reason ?? ""}
              change={(reason) => replace(withKey(rule, "reason", reason || undefined))}
            />
          </Within>
        )}
      />
      <Wrong id={control.id} problems={problems} />
    </div>
  );
}

function Templates({ journey }: { journey: Journey }) {
  const { writing } = useBuilder();
  const templates = Object.entries(journey.templates ?? {});
  if (templates.length === 0) return null;
  return (
    <Group label="Messages">
      <ul className="b-plain-list">
        {templates.map(([key, template]) => (
          <li key={key}>
            <button type="button" className="b-link" onClick={() => writing.open(key)}>
              {templateInWords(template.subject || template.title || "") || nameInWords(key)}
            </button>
          </li>
        ))}
      </ul>
    </Group>
  );
}

/** Customers made up, tried out before each publish: how many, and the way to them. */
function Scenarios({ journey }: { journey: Journey }) {
  const { panels } = useBuilder();
  const count = journey.scenarios?.length ?? 0;
  return (
    <Group label="Scenarios">
      <p className="b-hint">
        {count === 0
          ? "None yet: nothing proves that the journey does what you mean."
          : `${count} ${count === 1 ? "is" : "are"} tried out before each publish.`}
      </p>
      <Button act={() => panels.open("scenarios")}>
        {count === 0 ? "Write one" : "Open them"}
      </Button>
    </Group>
  );
}
