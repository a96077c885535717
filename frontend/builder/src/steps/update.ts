/** New values for traits. */

import { UpdateForm } from "./forms/UpdateForm";
import type { Kind } from "./kind";

export const update: Kind<"update"> = {
  type: "update",
  name: "Update",
  icon: "pencil",
  group: "system",
  variants: [
    {
      id: "update",
      name: "Update",
      description: "Set traits: facts about the account or the contact, such as the plan.",
      icon: "pencil",
      words: "trait field property change set",
      stem: "update",
      make: ({ next }) => ({ step: { type: "update", set: {}, next } }),
    },
  ],
  Form: UpdateForm,
};
