/** A template of the library, on its page: what is written is put into the page's form. */

import { createRoot } from "react-dom/client";
import "./index.css";
import { known, type LibraryKind } from "./kinds";
import { Texts } from "./Texts";

const root = document.getElementById("template-texts");
const beside = document.getElementById("template-preview");
const field = document.querySelector<HTMLTextAreaElement>("textarea[name=content]");
if (root && beside && field) {
  document.documentElement.classList.add("is-drawn");
  const { kind = "mail", csrf = "", reader = "" } = root.dataset;
  const written = field.value;
  // What was written before somebody came back to the page is still in its field.
  const first = read(written) ?? read(field.dataset.content ?? "");
  // What cannot be drawn is mended as text.
  const asText = () => {
    field.closest("[data-as-text]")?.classList.remove("without-script");
    beside.closest("section")?.remove();
  };
  if (known(kind as LibraryKind, first)) {
    const keep = (now: unknown) => {
      field.value = JSON.stringify(now);
    };
    keep(first);
    const unchanged = field.value;
    // A part for which there is no form, such as a block of a kind that there is not.
    const giveUp = (error: unknown) => {
      if (field.value === unchanged) field.value = written;
      else reportError(error);
      asText();
    };
    createRoot(root, { onUncaughtError: giveUp }).render(
      <Texts
        kind={kind as LibraryKind}
        csrf={csrf}
        reader={reader}
        first={first}
        changed={keep}
        beside={beside}
      />,
    );
  } else asText();
}

function read(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return null;
  }
}
