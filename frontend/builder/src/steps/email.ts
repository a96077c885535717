/** A mail to a contact. Its text comes as a template of its own, under the id of the step. */

import { EmailForm } from "./forms/EmailForm";
import type { Kind } from "./kind";

export const email: Kind<"email"> = {
  type: "email",
  name: "Email",
  icon: "mail",
  group: "reach",
  variants: [
    {
      id: "email",
      name: "Email",
      description: "Send a mail to a contact.",
      icon: "mail",
      words: "mail message send newsletter",
      stem: "email",
      make: ({ id, next }) => ({
        step: { type: "email", template: id, next },
        templates: { [id]: { subject: "", body: "" } },
      }),
    },
  ],
  Form: EmailForm,
};
