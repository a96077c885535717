/** The end of the journey. */

import { ExitForm } from "./forms/ExitForm";
import type { Kind } from "./kind";

export const exit: Kind<"exit"> = {
  type: "exit",
  name: "End",
  icon: "flag",
  group: "end",
  variants: [
    {
      id: "exit",
      name: "End",
      description: "The journey ends here for this customer.",
      icon: "flag",
      words: "exit stop finish complete",
      stem: "end",
      make: () => ({ step: { type: "exit" } }),
    },
  ],
  Form: ExitForm,
};
