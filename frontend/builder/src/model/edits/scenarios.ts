/** What scenarios say of steps that are taken out of the journey. */

import type { Expectation, Happening, Journey, Scenario, StepId } from "@/definition/types";
import { withKey } from "@/definition/without";

/** A scenario that names them. `whole`: without them, nothing would be expected in it. */
export interface Naming {
  name: string;
  whole: boolean;
}

export function naming(journey: Journey, gone: ReadonlySet<StepId>): readonly Naming[] {
  return (journey.scenarios ?? []).flatMap((scenario) => {
    const kept = freed(scenario, gone);
    return kept === scenario ? [] : [{ name: scenario.name, whole: kept === null }];
  });
}

/** The journey whose scenarios no longer name them; one that expects nothing else goes with them. */
export function withoutNaming(journey: Journey, gone: ReadonlySet<StepId>): Journey {
  const before = journey.scenarios ?? [];
  const after = before.flatMap((scenario) => freed(scenario, gone) ?? []);
  const isSame = after.length === before.length && after.every((each, at) => each === before[at]);
  return isSame ? journey : withKey(journey, "scenarios", after.length > 0 ? after : undefined);
}

/** The very scenario when it names none of them; null when nothing is left that it expects. */
function freed(scenario: Scenario, gone: ReadonlySet<StepId>): Scenario | null {
  const expect = scenario.expect.filter((each) => !gone.has(stepExpected(each) ?? ""));
  const happens = scenario.happens?.filter((each) => !gone.has(stepInvolved(each) ?? ""));
  const isSame =
    expect.length === scenario.expect.length && happens?.length === scenario.happens?.length;
  if (isSame) return scenario;
  if (expect.length === 0) return null;
  return withKey({ ...scenario, expect }, "happens", happens?.length ? happens : undefined);
}

/** The step something is expected of. */
export const stepExpected = ({ sends, asks, reaches, never }: Expectation): StepId | undefined =>
  sends ?? asks ?? reaches ?? never;

/** The step whose message, task or question something happens to. */
export const stepInvolved = ({ message, task, survey }: Happening): StepId | undefined =>
  message ?? task ?? survey;
