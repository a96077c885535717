/** The ways into a journey: what each is called, and what it begins with. */

import type { TriggerKind } from "@/definition/triggers";
import type { Trigger } from "@/definition/types";
import type { IconName } from "@/parts/Icon";

export interface WayIn {
  name: string;
  /** What it does, to somebody who has never used it. */
  description: string;
  icon: IconName;
  make: () => Trigger;
}

export const WAYS_IN: Readonly<Record<TriggerKind, WayIn>> = {
  event: {
    name: "Something happens",
    description: "An event comes in, such as Account Created.",
    icon: "bolt",
    make: () => ({ event: "" }),
  },
  segment: {
    name: "A segment changes",
    description: "Somebody comes into a segment, or goes out of it.",
    icon: "people",
    make: () => ({ segment: "" }),
  },
  health: {
    name: "The health turns",
    description: "An account’s health goes to red, or another band.",
    icon: "pulse",
    make: () => ({ health: "red" }),
  },
  date: {
    name: "A date of theirs comes",
    description: "90 days before the renewal, or any date you know of them.",
    icon: "calendar",
    make: () => ({ date: { trait: "", offset: "-90d" } }),
  },
  schedule: {
    name: "On a schedule",
    description: "Everybody it is for, say on the first of every month.",
    icon: "clock",
    make: () => ({ schedule: { cron: "0 9 1 * *" } }),
  },
};
