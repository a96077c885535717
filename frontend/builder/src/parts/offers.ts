/** What pickers offer, out of what this installation knows and what the journey holds. */

import type { Vocabulary } from "@/api/vocabulary";
import { useJourney, useVocabulary } from "@/app/context";
import { eventsIn } from "@/definition/events";
import { nameFrom } from "@/definition/ids";
import type { Journey, StepTypeName } from "@/definition/types";
import { stepSentence } from "@/sentences/steps";
import { nameInWords, plain, stepTitle } from "@/sentences/words";
import { ago } from "@/times/moment";
import type { Offer } from "./choosing";

const count = new Intl.NumberFormat("en");

/** `1,204 times, last 2 hours ago`. */
export const seenInWords = (event: Vocabulary["events"][number]): string =>
  `${count.format(event.count)} ${event.count === 1 ? "time" : "times"}${
    event.last_seen ? `, last ${ago(event.last_seen)}` : ""
  }`;

const KINDS: Readonly<Record<string, string>> = {
  boolean: "yes or no",
  object: "several values",
  mixed: "of several kinds",
};

/** What values are, as people say it. */
export const kindInWords = (type: string): string => KINDS[type] ?? type;

/** `text, 512 have it: trial, pro`. */
export function traitInWords(trait: Vocabulary["traits"][number]): string {
  const examples = trait.examples
    .filter((each) => ["string", "number"].includes(typeof each))
    .slice(0, 3)
    .join(", ");
  const kind = kindInWords(trait.type);
  const have = trait.count === 1 ? "has" : "have";
  return `${kind}, ${count.format(trait.count)} ${have} it${examples ? `: ${examples}` : ""}`;
}

/** Events to choose from: those that have come in, then those that something waits for already, with
 * `where`. */
export function eventsFor(
  vocabulary: Vocabulary | null,
  journey: Journey,
): readonly { name: string; detail: string; where?: string }[] {
  const found = new Map<string, { detail: string; where?: string }>();
  for (const event of vocabulary?.events ?? [])
    found.set(event.name, { detail: seenInWords(event) });
  const say = (name: string, where: string) => {
    if (!found.has(name)) found.set(name, { detail: `not sent yet; ${where}`, where });
  };
  for (const name of eventsIn(journey)) say(name, "in this journey");
  for (const { name, journey: other } of vocabulary?.awaited ?? []) say(name, `in “${other}”`);
  return [...found].map(([name, said]) => ({ name, ...said }));
}

const HOW_EVENTS_COME_IN: Offer = {
  value: "/write-keys",
  label: "How events come in",
  detail: "nothing has come in yet; type what it is called",
  page: "/write-keys",
};

export function useEvents(): readonly Offer[] {
  const { data } = useVocabulary();
  const journey = useJourney();
  const found: Offer[] = eventsFor(data, journey).map(({ name, detail }) => ({
    value: name,
    label: name,
    icon: "bolt",
    detail,
  }));
  return data?.events.length === 0 ? [...found, HOW_EVENTS_COME_IN] : found;
}

/** Traits, of one kind of customer or both; `dates`: only those that hold a date. */
export function useTraits(dates = false): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.traits ?? [])
    .filter((trait) => !dates || trait.type === "date")
    .map((trait) => ({
      value: trait.path,
      label: nameInWords(trait.path),
      icon: "tag",
      detail: traitInWords(trait),
    }));
}

/** The trait that is meant by its path, its words or its own name: `account.renewal_date` by
 * `renewal date`. */
export function traitFrom(typed: string): string {
  if (/^(account|contact)\../.test(typed)) return typed;
  const name = typed.trim().toLowerCase().replace(/\s+/g, "_");
  return /^(account|contact)_./.test(name) ? name.replace("_", ".") : `account.${name}`;
}

/** What is typed, as a trait that is not offered. */
export function typedTrait(typed: string, detail: string): Offer {
  const path = traitFrom(typed);
  return { value: path, label: nameInWords(path), icon: "tag", detail };
}

/** `1,204 accounts`. */
export const sizeInWords = ({ subject, size }: Vocabulary["segments"][number]): string =>
  size === null ? "being counted" : `${count.format(size)} ${subject}${size === 1 ? "" : "s"}`;

/** Segments, with what is in them. */
export function useSegments(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.segments ?? []).map((each) => ({
    value: each.key,
    label: each.name,
    icon: "people",
    detail: sizeInWords(each),
  }));
}

/** A segment that is yet to be made, by what was typed. */
export function newSegment(typed: string, subject = "account"): Offer {
  const key = nameFrom(typed);
  return {
    value: key,
    label: `Make a segment “${typed}” …`,
    icon: "people",
    page: `/segments/new?${new URLSearchParams({ key, name: typed, subject })}`,
  };
}

/** Pools that give tasks out. */
export function usePools(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.pools ?? []).map(({ key, name, members }) => ({
    value: key,
    label: name,
    icon: "people",
    detail: `${count.format(members)} ${members === 1 ? "colleague" : "colleagues"}`,
  }));
}

/** Time zones of the world. */
export const ZONES: readonly Offer[] = Intl.supportedValuesOf("timeZone").map((zone) => ({
  value: zone,
  label: zone.replace(/_/g, " "),
}));

export function useUsers(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.users ?? []).map(({ email, name }) => ({
    value: email,
    label: name,
    detail: email,
  }));
}

export function useChannels(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.channels ?? []).map(({ key, name, kind }) => ({
    value: key,
    label: name,
    detail: kind,
  }));
}

export function useJourneys(except: string): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.journeys ?? [])
    .filter(({ key }) => key !== except)
    .map(({ key, name, status }) => ({ value: key, label: name, detail: status }));
}

export function useTopics(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.topics ?? []).map((topic) => ({ value: topic, label: nameInWords(topic) }));
}

/** Steps of the journey, of these types, each with what it does; all unless given. */
export function stepsOf(journey: Journey, types?: readonly StepTypeName[]): readonly Offer[] {
  return Object.entries(journey.steps)
    .filter(([, step]) => !types || types.includes(step.type))
    .map(([id]) => ({
      value: id,
      label: stepTitle(journey, id),
      detail: plain(stepSentence(journey, id)),
    }));
}
