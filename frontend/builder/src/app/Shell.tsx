/** The window: the bar at the top, the journey in the middle, a panel at the side. */

import { ReactFlowProvider } from "@xyflow/react";
import { Suspense, useEffect, useRef } from "react";
import { Canvas } from "@/canvas/Canvas";
import type { StepId } from "@/definition/types";
import { Dialogs } from "@/dialogs/Dialogs";
import { Outline } from "@/outline/Outline";
import { Panel } from "@/panels/Panel";
import { useStored } from "@/state/store";
import { AddMenu } from "./AddMenu";
import { Announcements } from "./Announcements";
import * as commands from "./commands";
import { useBuilder } from "./context";
import { focusChosen, pressed } from "./keyboard";
import { later } from "./later";
import { closeByBack } from "./stepsBack";
import { TopBar } from "./TopBar";
import { Whose } from "./Whose";

const TextView = later("TextView");

export function Shell() {
  const builder = useBuilder();
  const { view, panel } = useStored(builder.panels, (state) => state);
  useEffect(() => closeByBack(builder, window.history, window), [builder]);
  return (
    <ReactFlowProvider>
      <div className={panel ? "b-shell b-shell-panel" : "b-shell"}>
        <TopBar />
        <Whose />
        <Stage view={view} />
        <Panel />
        <AddMenu />
        <Dialogs />
        <Announcements />
      </div>
    </ReactFlowProvider>
  );
}

/** Keys after which the focus is where they lead to. */
const LEADS_AWAY = new Set(["Enter", "/", "?", "p", "P"]);

function Stage({ view }: { view: "canvas" | "outline" | "text" }) {
  const builder = useBuilder();
  const stage = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = stage.current;
    if (!element || view === "text") return;
    const key = (event: KeyboardEvent) => {
      if (typing(event.target)) return;
      const own = stepOf(event.target);
      // A button that is no step does what buttons do.
      if (event.key === "Enter" && own === null && isButton(event.target)) return;
      if (own !== null && !builder.selection.getState().steps.has(own))
        builder.selection.choose(own);
      if (!pressed(builder, event)) return;
      event.preventDefault();
      if (!LEADS_AWAY.has(event.key) && !builder.adding.getState()) focusChosen(builder);
    };
    // Where nothing has the focus, as when the page has just been opened, the journey has it.
    const loose = (event: KeyboardEvent) => {
      const open = builder.adding.getState() || document.querySelector("dialog[open]");
      if (event.target === document.body && !event.defaultPrevented && !open) key(event);
    };
    const clip = (event: ClipboardEvent) => {
      if (typing(event.target) || document.querySelector("dialog[open]")) return;
      if (event.type === "paste") {
        if (commands.paste(builder, event.clipboardData?.getData("text/plain") ?? ""))
          event.preventDefault();
        return;
      }
      if (window.getSelection()?.toString()) return;
      const text = event.type === "cut" ? commands.cut(builder) : commands.copy(builder);
      if (text === undefined) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
    };
    element.addEventListener("keydown", key);
    window.addEventListener("keydown", loose);
    for (const type of ["copy", "cut", "paste"] as const) document.addEventListener(type, clip);
    return () => {
      element.removeEventListener("keydown", key);
      window.removeEventListener("keydown", loose);
      for (const type of ["copy", "cut", "paste"] as const)
        document.removeEventListener(type, clip);
    };
  }, [builder, view]);
  // Going back and forth works wherever the focus is, fields aside that do it themselves.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      // Done already, maybe to the very step the focus was on, which is gone then.
      if (event.defaultPrevented) return;
      if (stage.current?.contains(event.target as Node) || typing(event.target)) return;
      const asked = (event.ctrlKey || event.metaKey) && "zy".includes(event.key.toLowerCase());
      if (asked && pressed(builder, event)) event.preventDefault();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [builder]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the whole journey work from here
    <main ref={stage} className="b-stage" id="b-stage" tabIndex={0} aria-label="The journey">
      {view === "canvas" && <Canvas />}
      {view === "outline" && <Outline />}
      {view === "text" && (
        <Suspense fallback={<p className="b-loading">Loading …</p>}>
          <TextView />
        </Suspense>
      )}
    </main>
  );
}

/** The step whose own button this is, on the canvas or in the outline; the way in is one. */
function stepOf(target: EventTarget | null): StepId | null {
  return target instanceof HTMLElement ? (target.dataset.step ?? null) : null;
}

const isButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("button, a, summary") !== null;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
