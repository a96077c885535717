/** Checklists in several languages: each has the same things to do, told in its own words. */

import {
  type ChecklistItem,
  type InAppMessage,
  isInApp,
  languagesOf,
} from "@/definition/templates";
import type { Template } from "@/definition/types";
import { withKey } from "@/definition/without";
import { textsIn, withTexts } from "./Languages";

/**
 * With the things to do of one language in all others: what was added, moved, called otherwise or
 * taken away in it, and what ticks it. Words of others stay; what is new begins with its words.
 */
export function withItemsOf(language: string, template: Template): Template {
  if (!isInApp(template)) return template;
  const { items } = textsIn(template, language) as Pick<InAppMessage, "items">;
  return ["", ...languagesOf(template)]
    .filter((other) => other !== language)
    .reduce((made, other) => {
      const texts = textsIn(made, other) as unknown as InAppMessage;
      const same = withKey(texts, "items", items && alike(items, texts.items ?? []));
      return withTexts(made, other, same as unknown as Template);
    }, template);
}

/** Each is told once: who stayed in its place comes first, then who moved, then who has another id. */
function alike(items: readonly ChecklistItem[], others: readonly ChecklistItem[]): ChecklistItem[] {
  const left = new Set(others);
  const take = (other: ChecklistItem | undefined) =>
    other && left.delete(other) ? other : undefined;
  const inPlace = items.map(({ id }, place) =>
    others[place]?.id === id ? take(others[place]) : undefined,
  );
  const found = items.map(
    ({ id }, place) => inPlace[place] ?? take([...left].find((other) => other.id === id)),
  );
  const isAsMany = others.length === items.length;
  return items.map((item, place) => {
    const other = found[place] ?? (isAsMany ? take(others[place]) : undefined) ?? item;
    return withKey({ ...other, id: item.id }, "done_when", item.done_when);
  });
}
