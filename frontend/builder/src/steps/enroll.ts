/** Into another journey too. */

import { EnrollForm } from "./forms/EnrollForm";
import type { Kind } from "./kind";

export const enroll: Kind<"enroll"> = {
  type: "enroll",
  name: "Enroll",
  icon: "enter",
  group: "system",
  variants: [
    {
      id: "enroll",
      name: "Enroll",
      description: "Let the customer into another journey too.",
      icon: "enter",
      words: "start journey program other",
      stem: "enroll",
      make: ({ next }) => ({ step: { type: "enroll", journey: "", next } }),
    },
  ],
  Form: EnrollForm,
};
