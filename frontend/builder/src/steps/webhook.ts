/** A signed call to another system. */

import { WebhookForm } from "./forms/WebhookForm";
import type { Kind } from "./kind";

export const webhook: Kind<"webhook"> = {
  type: "webhook",
  name: "Webhook",
  icon: "plug",
  group: "system",
  variants: [
    {
      id: "webhook",
      name: "Webhook",
      description: "Tell another system, at an address on the web.",
      icon: "plug",
      words: "http api call integration zapier",
      stem: "webhook",
      make: ({ next }) => ({ step: { type: "webhook", url: "", next } }),
    },
  ],
  Form: WebhookForm,
};
