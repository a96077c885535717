/** The forms a wait can have, and how one turns into another: its links are carried along. */

import { links, mainOutlet } from "@/definition/links";
import type { Until, WaitStep } from "@/definition/types";

export type WaitForm = "for" | "day" | "time" | "date" | "event" | "condition";

export function formOf(step: WaitStep): WaitForm {
  const { until } = step;
  if (until == null) return "for";
  if ("day" in until) return "day";
  if ("time" in until) return "time";
  if ("date" in until) return "date";
  return "event" in until ? "event" : "condition";
}

const FIRST: Readonly<Record<Exclude<WaitForm, "for">, Until>> = {
  day: { day: 7, at: "09:00" },
  time: { time: "09:00", days: "mon-fri" },
  date: { date: { trait: "", offset: "-60d" } },
  event: { event: "" },
  condition: { when: {} },
};

/** The wait in another form. Waits for something lead on when it happens, and when it does not. */
export function inForm(step: WaitStep, form: WaitForm): WaitStep {
  if (formOf(step) === form) return step;
  const ways = Object.fromEntries(links(step));
  const next = ways[mainOutlet(step) ?? ""] ?? "";
  const { for: _, until: __, at_most, next: ___, on: ____, ...kept } = step;
  switch (form) {
    case "for":
      return { ...kept, for: "3d", next };
    case "day":
    case "time":
    case "date":
      return { ...kept, until: FIRST[form], next };
    case "event":
    case "condition":
      return {
        ...kept,
        until: FIRST[form],
        at_most: at_most ?? "7d",
        on: { happened: next, timeout: ways.timeout ?? next },
      };
  }
}
