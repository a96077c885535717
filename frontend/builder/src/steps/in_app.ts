/** A message in the product. */

import { InAppForm } from "./forms/InAppForm";
import type { Kind } from "./kind";

export const in_app: Kind<"in_app"> = {
  type: "in_app",
  name: "In-app message",
  icon: "window",
  group: "reach",
  variants: [
    {
      id: "in_app",
      name: "In-app message",
      description: "Leave a message in your product.",
      icon: "window",
      words: "banner modal feed notification product popup",
      stem: "in-app",
      make: ({ id, next }) => ({
        step: { type: "in_app", template: id, next },
        templates: { [id]: { title: "", body: "" } },
      }),
    },
  ],
  Form: InAppForm,
};
