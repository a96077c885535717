/** The first case that holds. */

import { BranchForm } from "./forms/BranchForm";
import type { Kind } from "./kind";

export const branch: Kind<"branch"> = {
  type: "branch",
  name: "Branch",
  icon: "branch",
  group: "way",
  variants: [
    {
      id: "branch",
      name: "Branch",
      description: "Go different ways by what you know of the customer.",
      icon: "branch",
      words: "if condition decision segment case",
      stem: "branch",
      make: ({ next }) => ({
        step: { type: "branch", cases: [{ id: "yes", when: {}, next }], otherwise: next },
      }),
    },
  ],
  Form: BranchForm,
};
