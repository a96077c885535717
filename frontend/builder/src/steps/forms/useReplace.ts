/** Putting another step in place of one, when links of it may go and others with them. */

import { accept } from "@/app/accepting";
import { useBuilder } from "@/app/context";
import type { Step, StepId } from "@/definition/types";
import { replaced } from "@/model/edits/outlets";

/** Asks first when steps would go because nothing leads to them any more. */
export function useReplace(id: StepId): (step: Step) => void {
  const builder = useBuilder();
  return (step) => {
    const before = builder.document.journey();
    accept(builder, before, replaced(before, id, step), "Change it");
  };
}
