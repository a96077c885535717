/** The blocks of a designed mail, on the library's page: what is laid out is written into its form. */

import { createRoot } from "react-dom/client";
import "./index.css";
import type { Block } from "@/definition/templates";
import { Blocks, known } from "./Blocks";

for (const field of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-blocks]")) {
  const first = blocksOf(field.dataset.blocks);
  const root = field.closest(".field")?.querySelector<HTMLElement>("[data-blocks-root]");
  const asText = field.closest<HTMLElement>("[data-as-text]");
  // What cannot be drawn stays a text.
  if (first === null || !root || !asText) continue;
  asText.hidden = true;
  for (const label of field.labels) label.hidden = true;
  createRoot(root).render(
    <Blocks
      name={field.name}
      csrf={root.dataset.csrf ?? ""}
      first={first}
      changed={(blocks) => {
        field.value = JSON.stringify(blocks);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }}
    />,
  );
}

function blocksOf(written: string | undefined): Block[] | null {
  const read: unknown = JSON.parse(written || "null");
  return known(read) ? read : null;
}
