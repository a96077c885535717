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
    {
      id: "tour",
      name: "Tour",
      description: "Lead them through your product, card by card.",
      icon: "window",
      words: "tour guide walkthrough onboarding product in-app",
      stem: "tour",
      make: ({ id, next }) => ({
        step: { type: "in_app", format: "tour", template: id, next },
        templates: { [id]: { title: "", body: "", steps: [{ title: "" }] } },
      }),
    },
    {
      id: "checklist",
      name: "Checklist",
      description: "Things to do, ticked as they are done.",
      icon: "window",
      words: "checklist todo onboarding product in-app",
      stem: "checklist",
      make: ({ id, next }) => ({
        step: { type: "in_app", format: "checklist", template: id, next },
        templates: { [id]: { title: "", body: "", items: [{ id: "item", title: "" }] } },
      }),
    },
  ],
  Form: InAppForm,
};
