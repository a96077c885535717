/** What pickers offer, out of what this installation knows and what the journey holds. */

import { useVocabulary } from "@/app/context";
import type { Journey, StepTypeName } from "@/definition/types";
import { nameInWords, stepTitle } from "@/sentences/words";
import type { Offer } from "./Combobox";

const count = new Intl.NumberFormat("en");

export function useEvents(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.events ?? []).map((event) => ({
    value: event.name,
    label: event.name,
    detail: `${count.format(event.count)} times${event.last_seen ? `, last ${ago(event.last_seen)}` : ""}`,
  }));
}

/** Traits, of one kind of customer or both; `dates`: only those that hold a date. */
export function useTraits(dates = false): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.traits ?? [])
    .filter((trait) => !dates || trait.type === "date")
    .map((trait) => ({
      value: trait.path,
      label: nameInWords(trait.path),
      detail: `${trait.type}, ${count.format(trait.count)} have it`,
    }));
}

export function useProperties(event: string): readonly Offer[] {
  const { data } = useVocabulary();
  const found = data?.events.find((each) => each.name === event);
  return (found?.properties ?? []).map((property) => ({
    value: property.name,
    label: nameInWords(property.name),
    detail: property.type,
  }));
}

export function useUsers(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.users ?? []).map(({ email, name }) => ({
    value: email,
    label: name,
    detail: email,
  }));
}

export function useSegments(): readonly Offer[] {
  const { data } = useVocabulary();
  return (data?.segments ?? []).map((segment) => ({
    value: segment.key,
    label: segment.name,
    detail: `${count.format(segment.size)} ${segment.subject}s`,
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

/** Steps of the journey, of these types; all unless given. */
export function stepsOf(journey: Journey, types?: readonly StepTypeName[]): readonly Offer[] {
  return Object.entries(journey.steps)
    .filter(([, step]) => !types || types.includes(step.type))
    .map(([id]) => ({ value: id, label: stepTitle(journey, id) }));
}

const SPANS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** `2 hours ago`. */
export function ago(instant: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
  const [unit, length] = SPANS.find(([, span]) => seconds >= span) ?? ["minute", 60];
  return relative.format(-Math.floor(seconds / length), unit);
}
