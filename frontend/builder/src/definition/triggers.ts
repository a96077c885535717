/** Which kind of trigger one is: told by the key it begins with, as `engine/definition/triggers`. */

import type { Band, HealthTrigger, Trigger } from "./types";

export const TRIGGERS = ["event", "segment", "health", "date", "schedule"] as const;
export type TriggerKind = (typeof TRIGGERS)[number];

/** A draft may hold one of which nothing is chosen yet. */
export function kindOfTrigger(trigger: Trigger): TriggerKind | "unchosen" {
  return TRIGGERS.find((kind) => kind in trigger) ?? "unchosen";
}

export const BANDS: readonly Band[] = ["green", "yellow", "red"];

/** The bands it waits for, as they are written. */
export function bandsOf({ health }: HealthTrigger): readonly Band[] {
  if (Array.isArray(health)) return health;
  return health ? [health] : [];
}
