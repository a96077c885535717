/**
 * What a row of a condition can look at, all in one list: what is known of the customer, what they
 * have done, what this journey has done, the calendar. Each is named by its kind and its name.
 */

import type { Vocabulary } from "@/api/vocabulary";
import { kindOfCondition, type LeafKind } from "@/definition/conditions";
import type {
  Condition,
  EventHappened,
  HealthIs,
  Journey,
  MessageWas,
  NowIs,
  PropertyIs,
  SegmentIs,
  TaskWas,
  TraitIs,
} from "@/definition/types";
import type { Offer } from "@/parts/choosing";
import type { IconName } from "@/parts/Icon";
import {
  eventsFor,
  kindInWords,
  newSegment,
  sizeInWords,
  stepsOf,
  traitInWords,
  typedTrait,
} from "@/parts/offers";
import { nameInWords } from "@/sentences/words";
import { askedAt, calendarAt, type Standing } from "./standing";
import {
  chosenOperator,
  compared,
  EQUAL,
  firstComparison,
  operatorsFor,
  type ValueType,
} from "./values";

export const ICONS: Readonly<Record<LeafKind, IconName>> = {
  trait: "tag",
  property: "list",
  event: "bolt",
  health: "pulse",
  segment: "people",
  message: "mail",
  task: "task",
  now: "calendar",
};

const CALENDAR: Readonly<Record<NowIs["now"], { label: string; type: ValueType }>> = {
  weekday: { label: "Day of the week", type: "weekday" },
  time: { label: "Time of day", type: "time" },
  date: { label: "Date", type: "date" },
  day: { label: "Day of the journey", type: "day" },
};
const HEALTH: Readonly<Record<HealthIs["health"], { label: string; type: ValueType }>> = {
  band: { label: "Health band", type: "band" },
  score: { label: "Health score, 0 to 100", type: "score" },
};

/** What a comparison is about: its type, and values really seen. */
export interface Known {
  type: ValueType;
  examples: readonly unknown[];
  /** Whether there are no others, as far as was looked. */
  complete?: boolean;
}

const UNKNOWN: Known = { type: "unknown", examples: [] };
const BANDS = ["green", "yellow", "red"];
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export function knownOf(leaf: Condition, vocabulary: Vocabulary | null, event: string): Known {
  switch (kindOfCondition(leaf)) {
    case "trait": {
      const { trait } = leaf as TraitIs;
      return vocabulary?.traits.find(({ path }) => path === trait) ?? UNKNOWN;
    }
    case "property": {
      const { property } = leaf as PropertyIs;
      const found = vocabulary?.events.find(({ name }) => name === event);
      return found?.properties.find(({ name }) => name === property) ?? UNKNOWN;
    }
    case "health": {
      const { health } = leaf as HealthIs;
      return { type: HEALTH[health].type, examples: health === "band" ? BANDS : [] };
    }
    case "now": {
      const { now } = leaf as NowIs;
      return { type: CALENDAR[now].type, examples: now === "weekday" ? DAYS : [] };
    }
    default:
      return UNKNOWN;
  }
}

/** `trait:account.plan`; empty while nothing has been chosen. */
export function subjectOf(leaf: Condition): string {
  const kind = kindOfCondition(leaf);
  const name = (leaf as unknown as Record<string, unknown>)[kind];
  return typeof name === "string" ? `${kind}:${name}` : "";
}

/** What the field says of a subject that is not offered. */
export function subjectInWords(leaf: Condition): string {
  const [kind = "", name = ""] = split(subjectOf(leaf));
  if (name === "") return "";
  if (kind === "health") return HEALTH[(leaf as HealthIs).health].label;
  if (kind === "now") return CALENDAR[(leaf as NowIs).now].label;
  return kind === "event" ? name : nameInWords(name);
}

export interface Asking {
  standing: Standing;
  /** Whose properties are asked for. */
  event: string;
  journey: Journey;
  vocabulary: Vocabulary | null;
}

export function subjectsFor(asking: Asking): readonly Offer[] {
  return askedAt(asking.standing).flatMap((kind) => offersOf(kind, asking));
}

function offersOf(kind: LeafKind, { standing, event, journey, vocabulary }: Asking): Offer[] {
  const offer = (name: string, label: string, group: string, detail?: string): Offer => ({
    value: `${kind}:${name}`,
    label,
    group,
    icon: ICONS[kind],
    ...(detail ? { detail } : {}),
  });
  switch (kind) {
    case "property": {
      const found = vocabulary?.events.find(({ name }) => name === event);
      return (found?.properties ?? []).map((each) =>
        offer(each.name, nameInWords(each.name), "Properties of the event", kindInWords(each.type)),
      );
    }
    case "trait":
      return (vocabulary?.traits ?? []).map((each) => ({
        ...offer(each.path, nameInWords(each.path), "What is known of them", traitInWords(each)),
        also: each.examples.join(" "),
      }));
    case "event":
      return eventsFor(vocabulary, journey).map(({ name, detail, where }) =>
        offer(name, name, where ? "Events not sent yet" : "What they have done", where ?? detail),
      );
    case "health":
      return (["band", "score"] as const).map((each) =>
        offer(each, HEALTH[each].label, "Health and segments"),
      );
    case "segment":
      return (vocabulary?.segments ?? []).map((each) =>
        offer(each.key, each.name, "Health and segments", `segment: ${sizeInWords(each)}`),
      );
    case "message":
      return stepsOf(journey, ["email", "in_app", "survey"]).map((each) =>
        offer(each.value, each.label, "Messages of this journey", each.detail),
      );
    case "task":
      return stepsOf(journey, ["task", "approve"]).map((each) =>
        offer(each.value, each.label, "Tasks of this journey", each.detail),
      );
    case "now":
      return calendarAt(standing).map((each) => offer(each, CALENDAR[each].label, "The calendar"));
  }
}

/** What is said of a text that nobody has, where every text that somebody has is known. */
export function unseen(leaf: TraitIs | PropertyIs, known: Known): string | undefined {
  const operator = chosenOperator(leaf);
  if (known.type !== "text" || !known.complete || !operator || !EQUAL.includes(operator)) return;
  const seen = known.examples.map(folded);
  const asked = [leaf[operator]].flat().filter((value) => value !== null);
  const missing = asked.filter((value) => !seen.includes(folded(value)));
  if (missing.length === 0) return;
  const who =
    "trait" in leaf ? `No ${leaf.trait.split(".")[0]} has` : "None of the latest events has";
  const what =
    asked.length === 1 ? "this value" : missing.map((value) => `“${value}”`).join(" or ");
  return `${who} ${what} yet. Seen so far: ${known.examples.join(", ")}.`;
}

const folded = (value: unknown): string => String(value).toLowerCase();

/** What a text may mean that nothing offered is called by. */
export function meaningsOf(
  typed: string,
  standing: Standing,
  subject?: Journey["subject"],
): readonly Offer[] {
  const kinds = askedAt(standing);
  const named = typedTrait(typed, "a trait nobody has sent yet");
  const trait = { ...named, value: `trait:${named.value}` };
  const segment = newSegment(typed, subject);
  const event = { value: `event:${typed}`, label: typed, detail: "an event nobody has sent yet" };
  const meanings: Offer[] = [
    { value: `property:${typed}`, label: typed, detail: "a property of the event" },
    // Traits are written small and without blanks; what has been done is mostly an event.
    ...(/^[a-z0-9_.]+$/.test(typed) && !/_\w+ed$/.test(typed) ? [trait, event] : [event, trait]),
    // A segment asks for those that are there already.
    ...(standing === "segment" ? [] : [{ ...segment, value: `segment:${segment.value}` }]),
  ];
  return meanings.flatMap((meaning) => {
    const [kind] = split(meaning.value);
    const fitting = kinds.find((each) => each === kind);
    return fitting ? [{ ...meaning, group: "As it is typed", icon: ICONS[fitting] }] : [];
  });
}

/** The question about this subject, with as much of what was asked before as fits. */
export function about(
  subject: string,
  before: Condition,
  vocabulary: Vocabulary | null,
  event: string,
): Condition {
  const [kind = "", name = ""] = split(subject);
  const same = kindOfCondition(before) === kind;
  switch (kind as LeafKind) {
    case "event": {
      const { where: _, ...kept } = before as EventHappened;
      return same ? { ...kept, event: name } : { event: name };
    }
    case "segment":
      return { segment: name } satisfies SegmentIs;
    case "message":
      return { message: name, was: same ? (before as MessageWas).was : "sent" };
    case "task":
      return { task: name, was: (same && (before as TaskWas).was) || "done" };
    default: {
      const bare = { [kind]: name } as unknown as TraitIs;
      const known = knownOf(bare, vocabulary, event);
      const operator = same ? chosenOperator(before as TraitIs) : undefined;
      const comparison =
        operator && operatorsFor(known.type).includes(operator)
          ? compared(before as TraitIs, operator, known.type)
          : firstComparison(known.type, known.examples);
      return { ...bare, ...comparison };
    }
  }
}

/** The comparison alone, without what is compared. */
export function comparisonOf(leaf: TraitIs | PropertyIs | HealthIs | NowIs) {
  const { [kindOfCondition(leaf) as "trait"]: _, ...comparison } = leaf as TraitIs;
  return comparison;
}

function split(subject: string): [kind: string, name: string] {
  const at = subject.indexOf(":");
  return [subject.slice(0, at), subject.slice(at + 1)];
}
