/** What can be done with what is chosen as a whole: as buttons of its form, and as a menu at the step. */

import { linksFrom } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import type { MenuItem } from "@/parts/Menu";
import type { Builder } from "./builder";
import * as commands from "./commands";

export const MOVE = "Move …";

export interface StepAct extends MenuItem {
  does: () => void;
}

/** In the order they are offered. Nothing comes after an end: there is but one of each. */
export function actsOnSteps(builder: Builder, journey: Journey, ids: readonly StepId[]): StepAct[] {
  const ways = Math.max(...ids.map((id) => waysOf(journey, id)));
  const one = ids.length === 1;
  const acts: (StepAct & { when: boolean })[] = [
    {
      label: "Duplicate",
      icon: "copy",
      keys: "Ctrl D",
      does: () => commands.duplicate(builder),
      when: one && ways > 0,
    },
    { label: "Copy", keys: "Ctrl C", does: () => toClipboard(commands.copy(builder)), when: true },
    {
      label: "Copy with its ways",
      does: () => toClipboard(commands.copy(builder, true)),
      when: one && ways > 1,
    },
    {
      label: "Cut",
      keys: "Ctrl X",
      does: () => toClipboard(commands.cut(builder)),
      when: ways > 0,
    },
    {
      label: MOVE,
      keys: "M",
      does: () => commands.askWhereTo(builder),
      when: one && ways > 0,
    },
    {
      label: "Remove",
      icon: "trash",
      tone: "bad",
      keys: "Delete",
      does: () => commands.askToRemove(builder),
      when: true,
    },
  ];
  return acts.filter(({ label, when }) => when && (label.startsWith("Copy") || !builder.readOnly));
}

/** To how many steps it leads. */
const waysOf = (journey: Journey, id: StepId): number =>
  new Set(linksFrom(journey, id).map(([, target]) => target)).size;

/** For other journeys and programs. Without HTTPS a browser has none; here it can be pasted anyway. */
export function toClipboard(text: string | undefined): void {
  if (text !== undefined) navigator.clipboard?.writeText(text).catch(() => undefined);
}
