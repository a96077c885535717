/** What mails, messages in the product and surveys have in common. */

import { useBuilder, useVocabulary } from "@/app/context";
import { freshId } from "@/definition/ids";
import { isOfLibrary, LIBRARY } from "@/definition/templates";
import type {
  EmailStep,
  InAppStep,
  Journey,
  Missing,
  SurveyStep,
  Template,
} from "@/definition/types";
import { withKey } from "@/definition/without";
import { userOf } from "@/model/checks/unfinished";
import { Button, IconButton } from "@/parts/buttons";
import { Combobox } from "@/parts/Combobox";
import type { Offer } from "@/parts/choosing";
import { Group, More, useField, Wrong } from "@/parts/Field";
import { Select } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { SendingFields, WORKING } from "@/parts/SendingFields";
import { Elsewhere } from "@/parts/scope";
import { nameInWords, stepTitle, templateInWords } from "@/sentences/words";
import type { FormProps } from "../kind";
import { SkipFields } from "./SkipFields";

export type TouchStep = EmailStep | InAppStep | SurveyStep;

/** Which text, and the way to its editor. */
export function TemplateField({ id, step, journey, edit, readOnly }: FormProps<TouchStep>) {
  const { writing } = useBuilder();
  const heading = headingOf(step);
  const library = useLibrary(heading);
  const lent = isOfLibrary(step.template);
  const found = journey.templates?.[step.template];
  const take = (key: string, fresh?: Template) =>
    edit((now) => ({
      ...now,
      ...(fresh ? { templates: { ...now.templates, [key]: fresh } } : {}),
      steps: { ...now.steps, [id]: { ...step, template: key } },
    }));
  const begin = () => {
    const key = freshId(id, journey.templates ?? {});
    take(key, { [heading]: "", body: "" });
    writing.open(key);
  };
  return (
    <Group label="Message">
      {found ? (
        <Elsewhere path={`templates.${step.template}`}>
          <MessageCard
            heading={String(found[heading] ?? found.subject ?? found.title ?? "")}
            words={wordsOf(found)}
            open={() => writing.open(step.template)}
          />
        </Elsewhere>
      ) : lent ? (
        <LibraryCard
          name={step.template}
          heading={library.find((each) => each.value === step.template)?.detail}
        />
      ) : (
        !readOnly && (
          <Button icon="pencil" act={begin}>
            Write the message
          </Button>
        )
      )}
      <div className="b-ask-line b-ask-named">
        <Combobox
          label="Which message"
          path="template"
          icon="note"
          placeholder="Choose a message"
          value={step.template}
          words={nameOf(journey, step.template)}
          offers={[...offersOf(step, journey, library.length > 0), ...library]}
          nothing="There is no other yet."
          change={(key) => take(key)}
        />
        {(found || lent) && !readOnly && (
          <IconButton icon="plus" label="Write another message" act={begin} />
        )}
      </div>
    </Group>
  );
}

/** What a text for the step begins with: a mail with its subject, others with their title. */
export function headingOf(step: TouchStep): "subject" | "title" {
  const mail = step.type === "email" || (step.type === "survey" && step.channel !== "in_app");
  return mail ? "subject" : "title";
}

/** The texts of the journey that the step could send. */
export const textsFor = (step: TouchStep, { templates = {} }: Journey) =>
  Object.entries(templates).filter(([, each]) => headingOf(step) in each);

export const offersOf = (step: TouchStep, journey: Journey, grouped = false): Offer[] =>
  textsFor(step, journey).map(([key, text]) => ({
    ...(grouped ? { group: "In this journey" } : {}),
    value: key,
    label: nameOf(journey, key),
    detail: wordsOf(text),
  }));

/** What it begins with; whose it is where that is not written yet, and its key where it is not here. */
function nameOf(journey: Journey, key: string): string {
  const found = journey.templates?.[key];
  const user = found && userOf(journey, key);
  return (
    templateInWords(found?.subject || found?.title || "") ||
    (user
      ? `Not written yet, of “${stepTitle(journey, user)}”`
      : nameInWords(key.replace(LIBRARY, "")))
  );
}

/** What the library has of the kind. */
export function useLibrary(heading: "subject" | "title"): Offer[] {
  const { data } = useVocabulary();
  return (data?.templates ?? [])
    .filter(({ kind }) => kind !== "partial" && (kind === "in_app") === (heading === "title"))
    .map(({ key, name, heading: begins }) => ({
      value: `${LIBRARY}${key}`,
      label: name,
      detail: templateInWords(begins ?? ""),
      group: "In the library",
    }));
}

/** A text of the library: it is read here, and changed on its page. */
function LibraryCard({ name, heading }: { name: string; heading: string | undefined }) {
  return (
    <a
      className="b-message-card"
      href={`/templates/${name.slice(LIBRARY.length)}`}
      target="_blank"
      rel="noopener"
    >
      <span>
        <strong>{heading || nameInWords(name.slice(LIBRARY.length))}</strong>
        <small>Of the library. Opens its page.</small>
      </span>
      <Icon name="note" size={14} />
    </a>
  );
}

/** How a message begins; pressed, it is opened to be written. What is wrong with it stands below. */
function MessageCard({
  heading,
  words,
  open,
}: {
  heading: string;
  words: string;
  open: () => void;
}) {
  const { box, control, problems, touched } = useField({ path: "", whole: true });
  return (
    <div ref={box} {...touched}>
      <button
        type="button"
        className="b-message-card"
        aria-describedby={control["aria-describedby"]}
        onClick={open}
      >
        <span>
          <span className="unseen">Edit the message: </span>
          <strong>{templateInWords(heading) || "Not written yet"}</strong>
          <small>{words}</small>
        </span>
        <Icon name="pencil" size={14} />
      </button>
      <Wrong id={control.id} problems={problems} />
    </div>
  );
}

/** That a mail may go out on a weekend, where nobody has said anything of when it may. */
export function Weekends({ id, step, journey, change, readOnly }: FormProps<TouchStep>) {
  const { selection } = useBuilder();
  if (headingOf(step) !== "subject" || (step.send?.window ?? journey.send?.window)) return null;
  return (
    <p className="b-hint">
      Who comes here on a Saturday or Sunday may get it that day.{" "}
      {!readOnly && (
        <button
          type="button"
          className="b-link"
          onClick={() => {
            change({ ...step, send: { ...step.send, window: WORKING } });
            selection.choose(id, "send.window");
          }}
        >
          Only on working days
        </button>
      )}
    </p>
  );
}

const SHOWN = 120;

/** Bold, links and buttons, and what begins a heading or a line of a list. */
const MARKS = /\*\*|\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?|^(?:#+|[-*>]|\d+\.) /gm;

function wordsOf(template: Template): string {
  const { body, blocks } = template;
  if (typeof body === "string") return shortened(templateInWords(body.replace(MARKS, "$1")));
  return Array.isArray(blocks)
    ? `Designed, ${blocks.length} ${blocks.length === 1 ? "block" : "blocks"}`
    : "";
}

/** As far as there is room, without half a word or field at the end. Not all write words apart. */
function shortened(text: string): string {
  const letters = [...text];
  if (letters.length <= SHOWN) return text;
  return `${letters
    .slice(0, SHOWN)
    .join("")
    .replace(/(\[[^\]]*|(?<=[\s\]])[^\s\]]{1,30})$/u, "")
    .trimEnd()} …`;
}

/** When it is left out, and rules of its own for sending. */
export function TouchMore(props: FormProps<TouchStep>) {
  const { step, change } = props;
  const missing = step.missing ?? "skip";
  const kind = typeof missing === "string" ? missing : "template";
  return (
    <More
      label="When it is left out, and when it goes out"
      open={step.skip_when !== undefined || step.missing !== undefined || step.send !== undefined}
    >
      <SkipFields
        value={step.skip_when}
        toggle={(on) => change(withKey(step, "skip_when", on ? {} : undefined))}
        change={(when) => change({ ...step, skip_when: when })}
      />
      <Select
        label="When the text names something this customer does not have"
        path="missing"
        value={kind}
        options={[
          { value: "skip", label: "Leave it out" },
          { value: "fail", label: "Count it as failed" },
          { value: "template", label: "Use another text" },
        ]}
        change={(chosen) => change(withKey(step, "missing", MISSING[chosen]))}
      />
      {typeof missing !== "string" && <InsteadField {...props} template={missing.template} />}
      <SendingFields
        path="send"
        value={step.send}
        change={(send) => change(withKey(step, "send", send))}
        own
      />
    </More>
  );
}

/** The text for those for whom the first names something they do not have, and the way to write it. */
function InsteadField({
  id,
  step,
  journey,
  change,
  edit,
  readOnly,
  template,
}: FormProps<TouchStep> & { template: string }) {
  const { writing } = useBuilder();
  const { templates = {} } = journey;
  const library = useLibrary(headingOf(step));
  const lent = isOfLibrary(template);
  const found = Object.hasOwn(templates, template);
  const begin = () => {
    const key = freshId(`${step.template || id}-instead`, templates);
    // Most of it will be the same.
    const first = templates[step.template] ?? { [headingOf(step)]: "", body: "" };
    edit((now) => ({
      ...now,
      templates: { ...now.templates, [key]: first },
      steps: { ...now.steps, [id]: { ...step, missing: { template: key } } },
    }));
    writing.open(key);
  };
  return (
    <>
      <Combobox
        label="Text to use then"
        path="missing.template"
        icon="note"
        placeholder="Choose a text of this journey"
        value={template}
        words={nameOf(journey, template)}
        offers={[
          ...[...offersOf(step, journey, library.length > 0), ...library].filter(
            ({ value }) => value !== step.template,
          ),
        ]}
        nothing="The journey has no other text of this kind yet."
        change={(chosen) => change({ ...step, missing: { template: chosen } })}
      />
      {found ? (
        <Button icon="pencil" act={() => writing.open(template)}>
          Edit that text
        </Button>
      ) : (
        !readOnly &&
        !lent && (
          <Button icon="pencil" act={begin}>
            Write it
          </Button>
        )
      )}
    </>
  );
}

const MISSING: Readonly<Record<"skip" | "fail" | "template", Missing>> = {
  skip: "skip",
  fail: "fail",
  template: { template: "" },
};

export const FAULTS = [
  { outlet: "skipped", label: "if it is left out" },
  { outlet: "failed", label: "if it fails" },
] as const;
