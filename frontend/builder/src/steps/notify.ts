/** A message to colleagues in a chat. */

import { NotifyForm } from "./forms/NotifyForm";
import type { Kind } from "./kind";

export const notify: Kind<"notify"> = {
  type: "notify",
  name: "Notify",
  icon: "chat",
  group: "system",
  variants: [
    {
      id: "notify",
      name: "Notify",
      description: "Tell colleagues in Slack or Teams.",
      icon: "chat",
      words: "slack teams chat channel alert",
      stem: "notify",
      make: ({ next }) => ({ step: { type: "notify", channel: "", text: "", next } }),
    },
  ],
  Form: NotifyForm,
};
