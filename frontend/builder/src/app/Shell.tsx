/** The window: the bar at the top, the journey in the middle, a panel at the side. */

import { ReactFlowProvider } from "@xyflow/react";
import { Suspense, useEffect, useLayoutEffect, useRef } from "react";
import { Canvas } from "@/canvas/Canvas";
import { Dialogs } from "@/dialogs/Dialogs";
import { Outline } from "@/outline/Outline";
import { Panel } from "@/panels/Panel";
import { useStored } from "@/state/store";
import { AddMenu } from "./AddMenu";
import { Announcements } from "./Announcements";
import type { Builder } from "./builder";
import * as commands from "./commands";
import { useBuilder } from "./context";
import { actOf, focusChosen } from "./keyboard";
import { later } from "./later";
import { closeByBack } from "./stepsBack";
import { TopBar } from "./TopBar";
import { Whose } from "./Whose";

const TextView = later("TextView");

export function Shell() {
  const builder = useBuilder();
  const { view, panel } = useStored(builder.panels, (state) => state);
  const isKept = useStored(builder.saving, ({ state }) => state !== "read-only");
  useEffect(() => closeByBack(builder, window.history, window), [builder]);
  return (
    <ReactFlowProvider>
      {/* What may be edited no longer is drawn anew, as something to look at. */}
      <div key={String(isKept)} className={panel ? "b-shell b-shell-panel" : "b-shell"}>
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

/** Keys that act on a step, and not on a place for adding. */
const ABOUT_STEPS = /^(delete|backspace|f|d)$/i;

/** Keys that walk along the list of steps. */
const IN_LISTS = /^(Arrow.+|Home|End|\p{L})$/u;

/** Keys after which the focus is where they lead to. */
const LEADS_AWAY = new Set(["Enter", "/", "?"]);

function Stage({ view }: { view: "canvas" | "outline" | "text" }) {
  const builder = useBuilder();
  const stage = useRef<HTMLElement>(null);
  const led = useStored(builder.selection, (state) => state.led);
  // Before it is seen: a key that is pressed as soon as it is has to be heard.
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element || view === "text") return;
    const key = (event: KeyboardEvent) => {
      const { target } = event;
      if (typing(target)) return;
      const { step, link, above } = marksOf(target);
      // A button that is no step does what buttons do, and the list of steps has keys of its own.
      if (event.key === "Enter" && step === undefined && isIn(target, "button, a, summary")) return;
      if (event.key === "Escape" && isIn(target, ".b-palette")) return;
      if (
        IN_LISTS.test(event.key) &&
        !event.ctrlKey &&
        !event.metaKey &&
        isIn(target, ".b-palette-list")
      )
        return;
      const act = actOf(builder, event);
      if (!act) return;
      event.preventDefault();
      // What may be put on a way is not what the way comes from, nor what it leads to.
      if ((link ?? above) !== undefined && ABOUT_STEPS.test(event.key)) return;
      // What is let go is not chosen by that.
      if (event.key !== "Escape") chooseFocused(builder, target);
      act();
      if (!LEADS_AWAY.has(event.key) && !builder.adding.getState()) focusChosen(builder);
    };
    // Where nothing has the focus, as when the page has just been opened, the journey has it.
    const loose = (event: KeyboardEvent) => {
      const open = builder.adding.getState() || document.querySelector("dialog[open]");
      if (event.target === document.body && !event.defaultPrevented && !open) key(event);
    };
    const clip = (event: ClipboardEvent) => {
      if (typing(event.target) || document.querySelector("dialog[open]")) return;
      chooseFocused(builder, event.target);
      const { link, above } = marksOf(event.target);
      if (event.type === "paste") {
        // Where ways meet, what would be added there for all of them says where that is.
        if (above !== undefined) (event.target as HTMLElement).click();
        const on = builder.adding.getState() ?? undefined;
        builder.adding.end();
        if (commands.paste(builder, event.clipboardData?.getData("text/plain") ?? "", on))
          event.preventDefault();
        return;
      }
      if (window.getSelection()?.toString() || (link ?? above) !== undefined) return;
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
  useEffect(() => {
    if (led > 0 && builder.selection.getState().field === null) focusChosen(builder);
  }, [builder, led]);
  // Going back and forth works wherever the focus is, fields aside that do it themselves; so does
  // what leads elsewhere.
  useLayoutEffect(() => {
    const key = (event: KeyboardEvent) => {
      // Done already, maybe to the very step the focus was on, which is gone then.
      if (event.defaultPrevented) return;
      if (stage.current?.contains(event.target as Node) || typing(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      const key = event.key.toLowerCase();
      const asked =
        event.ctrlKey || event.metaKey
          ? "zy".includes(key)
          : "/?".includes(key) || (key === "home" && isIn(event.target, ".b-bar"));
      const act = asked && actOf(builder, event);
      if (!act) return;
      act();
      event.preventDefault();
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

/** What a button on the canvas or in the outline stands for: a step, or a place for adding. */
function marksOf(target: EventTarget | null): DOMStringMap {
  return target instanceof HTMLElement ? target.dataset : {};
}

/** What has the focus is what the keys act on. */
function chooseFocused({ selection }: Builder, target: EventTarget | null): void {
  const { step, link } = marksOf(target);
  const { steps, outlet } = selection.getState();
  if (link !== undefined) {
    const at = link.indexOf("/");
    selection.choose(link.slice(0, at), undefined, link.slice(at + 1));
  } else if (step !== undefined && (outlet !== null || !steps.has(step))) selection.choose(step);
}

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof HTMLElement && target.closest(selector) !== null;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
