/** Where a condition stands decides what can be asked there: as `engine/validation/conditions`. */

import type { LeafKind } from "@/definition/conditions";
import type { NowIs } from "@/definition/types";

export type Standing =
  /** About one event alone: a count's, or a wait's. */
  | "where"
  /** About the event that lets somebody in. */
  | "trigger"
  /** Before somebody is in. */
  | "entry"
  /** What makes a segment: of nobody's journey. */
  | "segment"
  | "anywhere";

const ASKED: Readonly<Record<Standing, readonly LeafKind[]>> = {
  where: ["property", "trait"],
  trigger: ["property", "trait", "event", "health", "segment", "now"],
  entry: ["trait", "event", "health", "segment", "now"],
  segment: ["trait", "event", "health", "segment"],
  anywhere: ["trait", "event", "health", "segment", "message", "task", "now"],
};

export const askedAt = (standing: Standing): readonly LeafKind[] => ASKED[standing];

/** Whether “since they entered” can be asked. */
export const hasEntry = (standing: Standing): boolean => standing !== "segment";

const inside = (standing: Standing): boolean => standing === "anywhere";

/** What of the calendar; a day of the journey only once there is one. */
export const calendarAt = (standing: Standing): readonly NowIs["now"][] =>
  inside(standing) ? ["weekday", "time", "date", "day"] : ["weekday", "time", "date"];

/** Whether “since they came to this step” can be asked. */
export const hasSteps = inside;
