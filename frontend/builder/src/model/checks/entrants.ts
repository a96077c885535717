/** What every customer has who comes in: `engine/validation/entrants`. */

import { kindOfTrigger } from "@/definition/triggers";
import type { Condition, DateTrigger, Journey, TraitIs } from "@/definition/types";

/** Traits: the date that starts the journey, when nothing else does, and what the audience compares. */
export function hadByAll({ entry, subject }: Journey): ReadonlySet<string> {
  const triggers = entry.triggers ?? [];
  const dates = new Set(
    triggers.map((each) =>
      kindOfTrigger(each) === "date" ? (each as DateTrigger).date?.trait : undefined,
    ),
  );
  const [only] = dates;
  const started = dates.size === 1 && only ? [only] : [];
  const had = [...started, ...compared(entry.audience)];
  return new Set(had.filter((trait) => subject === "contact" || trait.startsWith("account.")));
}

function compared(condition: Condition | null | undefined): string[] {
  if (!condition) return [];
  if ("all" in condition) return (condition.all ?? []).flatMap(compared);
  if (!("trait" in condition)) return [];
  const { trait, exists } = condition as TraitIs;
  return exists === false || !trait ? [] : [trait];
}
