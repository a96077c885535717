/** On at another step; spares a long line on the canvas. */

import { GoToForm } from "./forms/GoToForm";
import type { Kind } from "./kind";

export const go_to: Kind<"go_to"> = {
  type: "go_to",
  name: "Go to",
  icon: "arrow",
  group: "end",
  variants: [
    {
      id: "go_to",
      name: "Go to",
      description: "Go on at another step.",
      icon: "arrow",
      words: "jump loop repeat back",
      stem: "go-to",
      make: ({ next }) => ({ step: { type: "go_to", to: next } }),
    },
  ],
  Form: GoToForm,
};
