/** The condition of a segment, on a page of the site: what is asked is written into the page's form. */

import { createRoot } from "react-dom/client";
import "./index.css";
import type { Condition } from "@/definition/types";
import { SegmentCondition } from "./SegmentCondition";
import type { Kind } from "./words";

const root = document.getElementById("segment-condition");
const field = document.querySelector<HTMLTextAreaElement>("textarea[name=condition]");
if (root && field) {
  const box = field.closest<HTMLElement>("[data-as-text]") ?? field;
  const kindOf = (): Kind =>
    document.querySelector<HTMLInputElement>(
      "input[name=subject]:checked, input[name=subject][type=hidden]",
    )?.value === "contact"
      ? "contact"
      : "account";
  const draw = createRoot(root);
  const show = (first: Condition) =>
    draw.render(
      <SegmentCondition
        key={kindOf()}
        kind={kindOf()}
        csrf={root.dataset.csrf ?? ""}
        own={root.dataset.segment ?? ""}
        first={first}
        changed={(condition) => {
          field.value = JSON.stringify(condition);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }}
      />,
    );
  const written = (): Condition => {
    try {
      return JSON.parse(field.value || "{}") as Condition;
    } catch {
      return {} as Condition;
    }
  };
  box.hidden = true;
  show(written());
  for (const radio of document.querySelectorAll("input[name=subject]"))
    radio.addEventListener("change", () => show(written()));
}
