/** The cards of a tour, and the things to do of a checklist. */

import { useVocabulary } from "@/app/context";
import { ComparisonFields } from "@/conditions/ComparisonFields";
import { comparisonOf, knownOf } from "@/conditions/subjects";
import { freshId, nameFrom } from "@/definition/ids";
import type { ChecklistItem, TourStep } from "@/definition/templates";
import type { EventHappened, TraitIs } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Combobox } from "@/parts/Combobox";
import { More } from "@/parts/Field";
import { Select, Text } from "@/parts/fields";
import { useEvents, useTraits } from "@/parts/offers";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { nameInWords } from "@/sentences/words";
import { MergeText } from "./MergeText";
import { PlaceFields } from "./PlaceFields";

export function TourSteps({
  steps,
  change,
}: {
  steps: readonly TourStep[];
  change: (steps: TourStep[]) => void;
}) {
  return (
    <Rows<TourStep>
      label="Cards of the tour"
      boxed
      rows={steps}
      least={1}
      change={change}
      make={() => ({ title: "" })}
      add="Add a card"
      nameOf={(step, number) => step.title || `Card ${number + 1}`}
      draw={(step, number, replace) => (
        <Within path={`steps.${number}`}>
          <Words part={step} change={replace} />
          <PlaceFields
            place={step.target}
            pointing
            change={(target) => replace(withKey(step, "target", target))}
          />
        </Within>
      )}
    />
  );
}

export function ChecklistItems({
  items,
  change,
}: {
  items: readonly ChecklistItem[];
  change: (items: ChecklistItem[]) => void;
}) {
  const taken = Object.fromEntries(items.map(({ id }) => [id, true]));
  return (
    <Rows<ChecklistItem>
      label="Things to do"
      boxed
      rows={items}
      least={1}
      change={change}
      make={() => ({ id: freshId("item", taken), title: "" })}
      add="Add one"
      nameOf={(item, number) => item.title || `Item ${number + 1}`}
      draw={(item, number, replace) => (
        <Within path={`items.${number}`}>
          <Words part={item} change={replace} />
          <MergeText
            label="Where it is done"
            path="url"
            address
            placeholder="/projects"
            value={item.url ?? ""}
            change={(url) => replace(withKey(item, "url", url || undefined))}
          />
          <Ticked item={item} change={replace} />
          <More label="Its name in events">
            <Text
              label="Id, for events"
              path="id"
              mono
              value={item.id}
              change={(id) => replace({ ...item, id: nameFrom(id) })}
            />
          </More>
        </Within>
      )}
    />
  );
}

function Words<P extends { title: string; body?: string }>({
  part,
  change,
}: {
  part: P;
  change: (part: P) => void;
}) {
  return (
    <>
      <MergeText
        label="Title"
        path="title"
        value={part.title}
        change={(title) => change({ ...part, title })}
      />
      <MergeText
        label="Text"
        path="body"
        markdown
        lines={3}
        value={part.body ?? ""}
        change={(body) => change(withKey(part, "body", body || undefined))}
      />
    </>
  );
}

interface TickedProps {
  item: ChecklistItem;
  change: (item: ChecklistItem) => void;
}

function Ticked({ item, change }: TickedProps) {
  const { done_when } = item;
  const kind = done_when === undefined ? "reader" : "event" in done_when ? "event" : "trait";
  const first = { event: { event: "" }, trait: { trait: "", exists: true }, reader: undefined };
  return (
    <>
      <Select
        label="Ticked by"
        path="done_when"
        value={kind}
        options={[
          { value: "reader", label: "Its reader" },
          { value: "event", label: "An event" },
          { value: "trait", label: "A trait, such as the plan" },
        ]}
        change={(chosen) => change(withKey(item, "done_when", first[chosen]))}
      />
      {kind === "event" && <ByEvent item={item} change={change} />}
      {kind === "trait" && <ByTrait item={item} change={change} />}
    </>
  );
}

function ByEvent({ item, change }: TickedProps) {
  const asked = item.done_when as EventHappened;
  return (
    <Combobox
      label="Event"
      quiet
      path="done_when.event"
      icon="bolt"
      free="typed"
      placeholder="Such as Project Created"
      value={asked.event}
      offers={useEvents()}
      change={(event) => change({ ...item, done_when: { ...asked, event } })}
    />
  );
}

function ByTrait({ item, change }: TickedProps) {
  const { data } = useVocabulary();
  const asked = item.done_when as TraitIs;
  return (
    <>
      <Combobox
        label="Trait"
        quiet
        path="done_when.trait"
        icon="tag"
        placeholder="Such as account plan"
        value={asked.trait}
        words={nameInWords(asked.trait)}
        offers={useTraits()}
        change={(trait) => change({ ...item, done_when: { ...asked, trait } })}
      />
      <ComparisonFields
        known={knownOf(asked, data, "")}
        value={comparisonOf(asked)}
        change={(comparison) =>
          change({ ...item, done_when: { trait: asked.trait, ...comparison } })
        }
      />
    </>
  );
}
