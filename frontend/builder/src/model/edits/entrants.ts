/** Whom a journey lets in, and whether the customers of its scenarios are among them. */

import type { Condition, Journey, Scenario } from "@/definition/types";

/** Segments whoever enters is in, whatever else holds of them. */
export const segmentsOfEntrants = ({ entry }: Journey): readonly string[] =>
  entry.audience ? [...new Set(segmentsOf(entry.audience))] : [];

function segmentsOf(condition: Condition): readonly string[] {
  if ("all" in condition) return (condition.all ?? []).flatMap(segmentsOf);
  // One that has not been chosen yet is nobody's.
  return "segment" in condition && condition.segment ? [condition.segment] : [];
}

/** How many scenarios are of somebody who is not in all of these. */
export const outsideOf = (journey: Journey, segments: readonly string[]): number =>
  (journey.scenarios ?? []).filter((scenario) => missing(scenario, segments).length > 0).length;

/** The journey with everybody of its scenarios in these segments. */
export function withinSegments(journey: Journey, segments: readonly string[]): Journey {
  const scenarios = journey.scenarios?.map((scenario) => {
    const more = missing(scenario, segments);
    if (more.length === 0) return scenario;
    const { customer } = scenario;
    return {
      ...scenario,
      customer: { ...customer, segments: [...(customer?.segments ?? []), ...more] },
    };
  });
  return scenarios ? { ...journey, scenarios } : journey;
}

const missing = ({ customer }: Scenario, segments: readonly string[]): readonly string[] =>
  segments.filter((each) => !customer?.segments?.includes(each));
