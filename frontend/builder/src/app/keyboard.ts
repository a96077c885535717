/** What the keys do while the journey has the focus, in either view. */

import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import type { Builder } from "./builder";
import * as commands from "./commands";
import { type Direction, neighbour } from "./moving";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** Keys as they are shown to people; a Mac has its own. */
export const SHORTCUTS: readonly { keys: string; does: string }[] = [
  { keys: "↑ ↓", does: "Follow the flow" },
  { keys: "← →", does: "Go to the way beside this one" },
  { keys: "Home", does: "Go to where customers enter" },
  { keys: "A", does: "Add a step below the chosen one, or above an end" },
  { keys: "Enter", does: "Edit the chosen step" },
  { keys: "Esc", does: "Back from its form to the step" },
  { keys: "Delete", does: "Remove what is chosen" },
  { keys: "Ctrl C · X · V", does: "Copy, cut, paste steps, also in another journey" },
  { keys: "Ctrl D", does: "Duplicate the chosen step" },
  { keys: "Ctrl Z · Shift Z", does: "Undo, do again" },
  { keys: "F", does: "Fold or unfold the ways of a step" },
  { keys: "/", does: "Search the steps" },
  { keys: "P", does: "Publish: first see what it means" },
  { keys: "Ctrl Enter", does: "In a dialog: do what it asks about" },
  { keys: "?", does: "Show these keys" },
];

/** Returns whether the key was one of ours. */
export function pressed(builder: Builder, event: KeyboardEvent): boolean {
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) return withControl(builder, key.toLowerCase(), shiftKey);
  if (event.altKey) return false;
  const direction = ARROWS[key];
  if (direction) {
    const folded = builder.folding.getState();
    go(builder, (from) => neighbour(builder.document.journey(), from, direction, folded));
    return true;
  }
  switch (key) {
    case "Home":
      go(builder, () => ENTRY);
      return true;
    case "a":
    case "A":
      beginAdding(builder);
      return true;
    case "Enter":
      builder.panels.open("form");
      focusForm(builder);
      return true;
    case "Delete":
    case "Backspace":
      commands.askToRemove(builder);
      return true;
    case "f":
    case "F": {
      const { focus } = builder.selection.getState();
      if (focus !== null) builder.folding.toggle(focus);
      return true;
    }
    case "p":
    case "P":
      if (!builder.readOnly) builder.panels.ask("publish");
      return true;
    case "/":
      document.getElementById("b-search")?.focus();
      return true;
    case "?":
      builder.panels.ask("shortcuts");
      return true;
    case "Escape":
      builder.selection.choose(null);
      return true;
    default:
      return false;
  }
}

function withControl(builder: Builder, key: string, shift: boolean): boolean {
  switch (key) {
    case "d":
      commands.duplicate(builder);
      return true;
    case "a":
      builder.selection.chooseAll(Object.keys(builder.document.journey().steps));
      return true;
    case "z":
      if (shift) commands.redo(builder);
      else commands.undo(builder);
      return true;
    case "y":
      commands.redo(builder);
      return true;
    default:
      return false;
  }
}

function go(builder: Builder, to: (from: StepId) => StepId): void {
  const { focus } = builder.selection.getState();
  builder.selection.choose(focus === null ? ENTRY : to(focus));
  focusChosen(builder);
}

/** The focus goes from what stands beside the journey to the step that is chosen. */
export function backToJourney(builder: Builder): void {
  document.getElementById("b-stage")?.focus();
  focusChosen(builder);
}

/** The focus goes to the step that is chosen, once it is on the screen. */
export function focusChosen(builder: Builder, tries = 20): void {
  const { focus } = builder.selection.getState();
  if (focus === null) return;
  const element = shownAs(builder, focus);
  if (element) element.focus({ preventScroll: builder.panels.getState().view === "canvas" });
  else if (tries > 0) requestAnimationFrame(() => focusChosen(builder, tries - 1));
}

/** What stands for the step on the screen; null: nothing yet. */
function shownAs(builder: Builder, id: StepId): HTMLElement | null {
  const [prefix, entry] =
    builder.panels.getState().view === "outline" ? ["b-row", "b-row-entry"] : ["b-step", "b-entry"];
  return document.getElementById(id === ENTRY ? entry : `${prefix}-${id}`);
}

function beginAdding(builder: Builder): void {
  if (builder.readOnly) return;
  const { focus } = builder.selection.getState();
  const place = commands.placeAt(builder.document.journey(), focus ?? ENTRY);
  if (!place) {
    builder.announcer.show("Nothing leads to this end. Choose another step.");
    return;
  }
  const { step, outlet } = place.link;
  const there =
    (place.beside && document.querySelector(`[data-above="${CSS.escape(focus ?? "")}"]`)) ||
    document.querySelector(`[data-link="${CSS.escape(`${step}/${outlet}`)}"]`);
  // From afar places for adding are not shown, and the menu stands below the step.
  const shown = [there, shownAs(builder, focus ?? ENTRY)]
    .map((each) => each?.getBoundingClientRect())
    .find((box) => box !== undefined && box.width > 0);
  const { left, bottom, width } = shown ?? new DOMRect(400, 200, 0, 0);
  builder.adding.begin({ ...place, at: { x: left + width / 2, y: bottom } });
}

/** The focus goes to the first field of the step's form, once that is on the screen: what is typed must
 * not land in the form before it. */
export function focusForm(builder: Builder, tries = 60): void {
  const { focus } = builder.selection.getState();
  const field = document.querySelector<HTMLElement>(
    `.b-panel [data-form="${CSS.escape(focus ?? ENTRY)}"] :is(input, select, textarea)`,
  );
  if (field) field.focus();
  else if (tries > 0) requestAnimationFrame(() => focusForm(builder, tries - 1));
}
