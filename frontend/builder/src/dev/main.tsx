/** The builder on a journey of the tests: `?journey=how-likely&step=ask&theme=dark&view=outline`,
 * `&panel=simulate`, `&text=ask`. */

import { createRoot } from "react-dom/client";
import "@/styles/index.css";
import { clientFor } from "@/api/client";
import { readDraft } from "@/api/draft";
import { builderOf } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import { Shell } from "@/app/Shell";
import { drawable } from "@/definition/reading";
import type { PanelName, View } from "@/state/panels";

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme");
if (theme) document.documentElement.dataset.theme = theme;

const page = {
  journey: asked.get("journey") ?? "onboarding",
  csrf: "",
  reader: "kim@example.com",
  zone: "Europe/Amsterdam",
};
const draft = await readDraft(clientFor(page.csrf), page.journey);
const found = drawable(draft.definition);
if ("because" in found) throw new Error(found.because);
const builder = builderOf(page, draft, found.journey, (asked.get("view") as View) ?? "canvas");
const step = asked.get("step");
if (step !== null) {
  builder.selection.choose(step, asked.get("field") ?? undefined);
  builder.panels.open("form");
}
const panel = asked.get("panel");
if (panel) builder.panels.open(panel as PanelName);
const text = asked.get("text");
if (text) builder.writing.open(text);
const root = document.getElementById("builder");
if (root)
  createRoot(root).render(
    <BuilderProvider builder={builder}>
      <Shell />
    </BuilderProvider>,
  );
