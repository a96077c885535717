/** Where a step is put, in words. */

import { wordsOf } from "@/canvas/saying";
import { ENTRY, type LinkRef, targetOf } from "@/definition/links";
import type { Journey } from "@/definition/types";
import { type Names, NO_NAMES } from "./names";
import { stepTitle } from "./words";

/** `after “Login”, where it says “not within 7 days”`. */
export function placeInWords(
  journey: Journey,
  { link, beside }: { link: LinkRef; beside?: readonly LinkRef[] },
  names: Names = NO_NAMES,
): string {
  const { step, outlet } = link;
  if (beside && beside.length > 0)
    return `for all ways, before “${stepTitle(journey, targetOf(journey, link) ?? "")}”`;
  if (step === ENTRY) return "after “Customers enter”";
  const words = wordsOf(journey, step, outlet, names);
  return `after “${stepTitle(journey, step)}”${words && `, where it says “${words}”`}`;
}
