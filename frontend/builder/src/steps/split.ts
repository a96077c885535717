/** By lot, the same for everybody of one account. */

import { SplitForm } from "./forms/SplitForm";
import type { Kind } from "./kind";

export const split: Kind<"split"> = {
  type: "split",
  name: "Split",
  icon: "split",
  group: "way",
  variants: [
    {
      id: "split",
      name: "Split",
      description: "Part customers by lot, to compare two ways.",
      icon: "split",
      words: "a/b test experiment random cohort percentage",
      stem: "split",
      make: ({ next }) => ({
        step: {
          type: "split",
          ways: [
            { id: "a", weight: 50, next },
            { id: "b", weight: 50, next },
          ],
        },
      }),
    },
  ],
  Form: SplitForm,
};
