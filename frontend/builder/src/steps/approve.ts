/** A colleague reads a message before it goes out. */

import { links } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { ApproveForm } from "./forms/ApproveForm";
import type { Kind } from "./kind";

export const approve: Kind<"approve"> = {
  type: "approve",
  name: "Approval",
  icon: "check",
  group: "ask",
  variants: [
    {
      id: "approve",
      name: "Approval",
      description: "Have a colleague look before a message goes out.",
      icon: "check",
      words: "review confirm hold check",
      stem: "approval",
      make: ({ journey, next }) => ({
        step: {
          type: "approve",
          message: isMessage(journey, next) ? next : "",
          due: "1d",
          on: { approved: next, cancelled: afterwards(journey, next) },
        },
      }),
    },
  ],
  Form: ApproveForm,
};

function isMessage(journey: Journey, id: StepId): boolean {
  const type = journey.steps[id]?.type;
  return type === "email" || type === "in_app" || type === "survey";
}

/** Where the journey goes on when the message is not sent. */
function afterwards(journey: Journey, id: StepId): StepId {
  const step = journey.steps[id];
  const next = step && isMessage(journey, id) ? links(step)[0]?.[1] : undefined;
  return next ?? id;
}
