/** What tells steps apart that nobody has named: “Email”, “Email 2”. */

import type { Journey, StepId } from "@/definition/types";
import type { Names } from "./names";
import { stepSentence } from "./steps";
import { plain } from "./words";

/** What the step does; empty where its name says so. */
export const unnamed = (journey: Journey, id: StepId, names: Names): string =>
  journey.steps[id]?.name ? "" : plain(stepSentence(journey, id, names));
