/** The forms a wait can have, and how one turns into another: its links are carried along. */

import { links, mainOutlet } from "@/definition/links";
import { inDays, isDay } from "@/definition/times";
import type { Journey, Limit, MovingDate, StepId, Until, WaitStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { backwards, graphOf, reachable } from "@/model/checks/graph";
import { ruler } from "@/model/ruler";

export type WaitForm = "for" | "day" | "time" | "date" | "event" | "condition";

export function formOf(step: WaitStep): WaitForm {
  const { until } = step;
  if (until == null) return "for";
  if ("day" in until) return "day";
  if ("time" in until) return "time";
  if ("date" in until) return "date";
  return "event" in until ? "event" : "condition";
}

const FIRST: Readonly<Record<Exclude<WaitForm, "for" | "day">, Until>> = {
  time: { time: "09:00", days: "mon-fri" },
  date: { date: { trait: "", offset: "-60d" } },
  event: { event: "" },
  condition: { when: {} },
};

/**
 * The wait in another form. Waits for something lead on when it happens, and when it does not. `was` is
 * how it was when it last had that form: so it is again, with its ways to steps that are still there.
 * `day`: one that is still to come here.
 */
export function inForm(
  step: WaitStep,
  form: WaitForm,
  was?: WaitStep,
  steps: Journey["steps"] = {},
  day = 7,
): WaitStep {
  if (formOf(step) === form) return step;
  const ways = Object.fromEntries(links(step));
  const next = ways[mainOutlet(step) ?? ""] ?? "";
  const { for: _, until: __, at_most, next: ___, on: ____, ...kept } = step;
  if (was) {
    const { name, note, ...before } = was;
    const ways = Object.entries(was.on ?? {}).map(([way, to]) => [
      way,
      way !== "happened" && Object.hasOwn(steps, to) ? to : next,
    ]);
    return {
      ...kept,
      ...before,
      ...(was.next !== undefined && { next }),
      ...(was.on && { on: Object.fromEntries(ways) }),
    };
  }
  switch (form) {
    case "for":
      return { ...kept, for: "3d", next };
    case "date":
      // For whom nobody knows the date, a date is given up as an event is.
      return withLimit({ ...kept, until: FIRST.date, next, ...timeoutOf(step) }, at_most);
    case "day":
      return { ...kept, until: { day, at: "09:00" }, next };
    case "time":
      return { ...kept, until: FIRST.time, next };
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

const timeoutOf = ({ on }: WaitStep): Pick<WaitStep, "on"> =>
  on?.timeout === undefined ? {} : { on: { timeout: on.timeout } };

/**
 * The wait that ends then at the latest, with the way for those for whom it has not come about; or
 * that ends at no time of its own.
 */
export function withLimit(step: WaitStep, limit: Limit | undefined): WaitStep {
  if (limit === undefined) {
    const { at_most: _, ...rest } = step;
    return withWay(rest, "timeout", undefined);
  }
  const target = step.on?.timeout ?? mainWay(step);
  return withWay({ ...step, at_most: limit }, "timeout", target);
}

/** The step and all that lead to it. */
const leadingTo = (journey: Journey, step: StepId): Partial<WaitStep>[] =>
  [...reachable(backwards(graphOf(journey)), [step])].map(
    (id) => journey.steps[id] as Partial<WaitStep>,
  );

/** A day to wait for between these steps: a week after the last that is over by then. */
export function laterDay(journey: Journey, from: StepId, next: StepId): number {
  const days = leadingTo(journey, from)
    .flatMap(({ until, at_most }) => [until, at_most] as (Limit | undefined)[])
    .map((each) => (isDay(each) && each.day) || 0);
  const last = Math.max(Math.floor(ruler(journey)[next]?.earliest ?? 0) + 1, ...days);
  return last < 7 ? 7 : last + 7;
}

/** So many days before a date something is usually done. */
const USUAL = [60, 30, 14, 7, 1];

/** A date to wait for after that step: the one that brought them there, and later than there. */
export function laterDate(journey: Journey, from: StepId): MovingDate {
  const waits = leadingTo(journey, from).map(({ until }) => until);
  const dates = [...waits, ...(journey.entry.triggers ?? [])].flatMap((each): MovingDate[] =>
    each && "date" in each ? [each.date] : [],
  );
  const trait = dates.find((each) => each.trait)?.trait ?? "account.renewal_date";
  const days = dates
    .filter((each) => each.trait === trait)
    .map(
      ({ offset = "" }) => (inDays(offset.replace("-", "")) ?? 0) * (offset[0] === "-" ? 1 : -1),
    );
  const last = Math.min(...days);
  const next = USUAL.find((each) => each < last);
  if (next) return { trait, offset: `-${next}d` };
  return last > 0 ? { trait } : { trait, offset: `${Math.ceil(7 - last)}d` };
}

/** What a date does that is past already; passing over it needs a way to go instead. */
export function withPassed(step: WaitStep, passed: "now" | "skip"): WaitStep {
  if (!step.until || !("date" in step.until)) return step;
  const until = withKey(step.until, "passed", passed === "skip" ? passed : undefined);
  const target = passed === "skip" ? (step.on?.passed ?? mainWay(step)) : undefined;
  return withWay({ ...step, until }, "passed", target);
}

const mainWay = (step: WaitStep): StepId | undefined =>
  Object.fromEntries(links(step))[mainOutlet(step) ?? ""];

function withWay(step: WaitStep, way: "timeout" | "passed", to: StepId | undefined): WaitStep {
  const on = withKey(step.on ?? {}, way, to);
  return withKey(step, "on", Object.keys(on).length > 0 ? on : undefined);
}
