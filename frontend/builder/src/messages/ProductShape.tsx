/** What a message in the product is, where no step says so: a message alone, a tour or a checklist. */

import { useRef } from "react";
import { FIRST_PARTS, type InAppMessage, languagesOf } from "@/definition/templates";
import type { Template } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Segmented } from "@/parts/fields";
import { textsIn, withTexts } from "./Languages";

type Shape = "message" | "tour" | "checklist";
type Parts = Pick<InAppMessage, "steps" | "items">;

export const shapeOf = ({ steps, items }: Parts): Shape =>
  steps ? "tour" : items ? "checklist" : "message";

export function ProductShape({
  template,
  change,
}: {
  template: Template;
  change: (template: Template) => void;
}) {
  // What was written as something else comes back with it.
  const before = useRef<Record<string, Parts>>({});
  const choose = (shape: Shape) => {
    let made = template;
    for (const language of ["", ...languagesOf(template)]) {
      const texts = textsIn(template, language) as unknown as InAppMessage;
      const had = { ...before.current[language], ...partsOf(texts) };
      before.current[language] = had;
      made = withTexts(made, language, shaped(texts, shape, had) as unknown as Template);
    }
    change(made);
  };
  return (
    <Segmented
      label="What it is"
      path="shape"
      value={shapeOf(template as unknown as InAppMessage)}
      options={[
        { value: "message", label: "A message" },
        { value: "tour", label: "A tour" },
        { value: "checklist", label: "A checklist" },
      ]}
      hint="The step that shows it says how: as a window, a banner, in the feed."
      change={choose}
    />
  );
}

const partsOf = ({ steps, items }: Parts): Parts => ({
  ...(steps && { steps }),
  ...(items && { items }),
});

function shaped(texts: InAppMessage, shape: Shape, had: Parts): InAppMessage {
  const { steps, items } = { ...FIRST_PARTS, ...had };
  return withKey(
    withKey(texts, "steps", shape === "tour" ? steps : undefined),
    "items",
    shape === "checklist" ? items : undefined,
  );
}
