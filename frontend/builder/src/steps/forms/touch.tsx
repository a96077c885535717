/** What mails, messages in the product and surveys have in common. */

import { useBuilder, useVocabulary } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import { freshId } from "@/definition/ids";
import type {
  EmailStep,
  InAppStep,
  Missing,
  Recipient,
  Role,
  SurveyStep,
} from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { Group, More } from "@/parts/Field";
import { Select, Toggle } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { SendingFields } from "@/parts/SendingFields";
import { nameInWords } from "@/sentences/words";
import type { FormProps } from "../kind";

export type TouchStep = EmailStep | InAppStep | SurveyStep;

const ROLES: readonly Role[] = [
  "champion",
  "admin",
  "decision_maker",
  "exec_sponsor",
  "billing",
  "end_user",
];

/** Whom it is for. Nothing to be asked in a contact's journey. */
export function RecipientFields({ step, journey, change }: FormProps<TouchStep>) {
  const { data } = useVocabulary();
  if (journey.subject === "contact") return null;
  const to = step.to ?? "primary";
  const role = typeof to === "string" ? "" : to.role;
  const holders = (name: string) => data?.roles.find((each) => each.role === name)?.holders;
  const options = [
    { value: "", label: "The account’s primary contact" },
    ...ROLES.map((value) => {
      const count = holders(value);
      const held = count === undefined ? "" : ` (${count} ${count === 1 ? "contact" : "contacts"})`;
      return { value, label: `The ${nameInWords(value)}${held}` };
    }),
  ];
  const set = (recipient: Recipient) => change({ ...step, to: recipient });
  return (
    <>
      <Select
        label="To"
        path={role === "" ? "to" : "to.role"}
        value={role}
        options={options}
        change={(chosen) =>
          set(chosen === "" ? "primary" : { role: chosen as Role, else: "primary" })
        }
      />
      {typeof to !== "string" && (
        <Select
          label="When nobody has that role"
          path="to.else"
          value={to.else ?? "nobody"}
          options={[
            { value: "primary", label: "Send it to the primary contact" },
            { value: "nobody", label: "Leave it out" },
          ]}
          change={(otherwise) => set({ ...to, else: otherwise })}
        />
      )}
    </>
  );
}

/** Which text, and the way to its editor. */
export function TemplateField({ id, step, journey, edit, readOnly }: FormProps<TouchStep>) {
  const { writing } = useBuilder();
  const mail = step.type === "email" || (step.type === "survey" && step.channel !== "in_app");
  const heading = mail ? "subject" : "title";
  const templates = Object.entries(journey.templates ?? {}).filter(([, each]) => heading in each);
  const found = journey.templates?.[step.template];
  const shown = found?.[heading];
  const begin = () => {
    const key = freshId(id, journey.templates ?? {});
    const blank = mail ? { subject: "", body: "" } : { title: "", body: "" };
    edit((now) => ({
      ...now,
      templates: { ...now.templates, [key]: blank },
      steps: { ...now.steps, [id]: { ...step, template: key } },
    }));
    writing.open(key);
  };
  return (
    <Group label="Message">
      <button
        type="button"
        className="b-message-card"
        onClick={() => (found ? writing.open(step.template) : begin())}
      >
        <Icon name="pencil" />
        <span>
          <strong>{found ? shown || "Not written yet" : "Write the message"}</strong>
          <small>{firstWords(found?.body)}</small>
        </span>
      </button>
      {(templates.length > 1 || !found) && (
        <div className="b-line-of">
          <Combobox
            label="Text"
            path="template"
            value={step.template}
            offers={templates.map(([key, each]) => ({
              value: key,
              label: nameInWords(key),
              detail: String(each[heading] ?? ""),
            }))}
            change={(template) =>
              edit((now) => ({
                ...now,
                steps: { ...now.steps, [id]: { ...step, template } },
              }))
            }
          />
          {!readOnly && found && (
            <button type="button" className="b-add-row b-narrow" onClick={begin}>
              <Icon name="plus" size={13} />
              New text
            </button>
          )}
        </div>
      )}
    </Group>
  );
}

const firstWords = (body: unknown): string =>
  typeof body === "string" ? body.replace(/\s+/g, " ").slice(0, 90) : "";

/** When it is left out, and rules of its own for sending. */
export function TouchMore({ step, journey, change }: FormProps<TouchStep>) {
  const missing = step.missing ?? "skip";
  const kind = typeof missing === "string" ? missing : "template";
  return (
    <More
      label="When it is left out, and when it is sent"
      open={step.skip_when !== undefined || step.missing !== undefined || step.send !== undefined}
    >
      <Toggle
        label="Leave it out when something holds"
        value={step.skip_when !== undefined}
        change={(on) => change(withKey(step, "skip_when", on ? {} : undefined))}
      />
      {step.skip_when && (
        <ConditionField
          label="Leave it out when"
          path="skip_when"
          standing="anywhere"
          value={step.skip_when}
          change={(when) => change({ ...step, skip_when: when })}
        />
      )}
      <Select
        label="When the text names something this customer does not have"
        path="missing"
        value={kind}
        options={[
          { value: "skip", label: "Leave it out" },
          { value: "fail", label: "Count it as failed" },
          { value: "template", label: "Use another text" },
        ]}
        change={(chosen) =>
          change({
            ...step,
            missing: chosen === "template" ? { template: "" } : (chosen as Missing),
          })
        }
      />
      {typeof missing !== "string" && (
        <Combobox
          label="Text to use then"
          path="missing.template"
          value={missing.template}
          offers={Object.keys(journey.templates ?? {})
            .filter((key) => key !== step.template)
            .map((key) => ({ value: key, label: nameInWords(key) }))}
          nothing="The journey has no other text."
          change={(template) => change({ ...step, missing: { template } })}
        />
      )}
      <SendingFields
        path="send"
        value={step.send}
        change={(send) => change(withKey(step, "send", send))}
        own
      />
    </More>
  );
}

export const FAULTS = [
  { outlet: "skipped", label: "if it is left out" },
  { outlet: "failed", label: "if it fails" },
] as const;
