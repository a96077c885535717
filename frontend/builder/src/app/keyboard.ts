/** What the keys do while the journey has the focus, in either view. */

import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import { footOf } from "@/state/adding";
import { isNarrow } from "@/state/narrow";
import { linkKey } from "@/state/overlay";
import { covers } from "@/state/panels";
import type { Builder } from "./builder";
import * as commands from "./commands";
import { type Direction, inTurn, neighbour, type Spot } from "./moving";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** Keys as they are shown to people; a Mac has its own. */
export const SHORTCUTS: readonly { keys: string; does: string }[] = [
  { keys: "↑ ↓", does: "Follow the flow" },
  { keys: "← →", does: "Go to the way beside, at the same height: to its + if it is empty" },
  { keys: "Shift ↑ ↓", does: "Choose the next step as well, one way after the other; Ctrl A: all" },
  { keys: "Home", does: "Go to where customers enter" },
  {
    keys: "A",
    does: "Add a step below the chosen one, above an end, or at a +, and fill in what it needs",
  },
  { keys: "Enter", does: "Edit the chosen step" },
  { keys: "Esc", does: "Back from its form to the step" },
  { keys: "Delete", does: "Remove what is chosen" },
  { keys: "Ctrl C · X · V", does: "Copy, cut, paste steps, also in another journey" },
  { keys: "Ctrl D", does: "Duplicate the chosen step" },
  { keys: "Ctrl Z · Shift Z", does: "Undo, do again" },
  { keys: "M", does: "Move the chosen step and its ways" },
  { keys: "F", does: "Fold or unfold the steps on the ways of a step" },
  { keys: "↑ ↓ · letters", does: "In the list of steps: go to one; Enter adds it" },
  { keys: "Alt ↑ ↓", does: "In a list of a form: move the line" },
  { keys: "/", does: "Search the steps" },
  { keys: "Ctrl Enter", does: "In a dialog: do what it asks about; in a message: done" },
  { keys: "?", does: "Show these keys" },
];

/** What the key does; undefined: it is none of ours. */
export function actOf(builder: Builder, event: KeyboardEvent): (() => void) | undefined {
  const { key, shiftKey } = event;
  const { panels, selection } = builder;
  if (event.ctrlKey || event.metaKey) return withControl(builder, key.toLowerCase(), shiftKey);
  if (event.altKey) return undefined;
  const direction = ARROWS[key];
  if (direction) return () => go(builder, direction, shiftKey);
  switch (key.length > 1 ? key : key.toLowerCase()) {
    case "Home":
      return () => go(builder);
    case "a":
      return () => beginAdding(builder);
    case "Enter":
      return () => {
        panels.open("form");
        focusForm(builder);
      };
    case "Delete":
    case "Backspace":
      return () => commands.askToRemove(builder);
    case "m":
      // Its form has where it can go.
      return () => commands.askWhereTo(builder);
    case "f":
      return () => {
        const { focus } = selection.getState();
        if (focus !== null) commands.fold(builder, focus);
      };
    case "/":
      return () => document.getElementById("b-search")?.focus();
    case "?":
      return () => panels.ask("shortcuts");
    case "Escape":
      // What is chosen first, and then what stands beside the journey.
      return () =>
        selection.getState().focus === null ? panels.open(null) : selection.choose(null);
    default:
      return undefined;
  }
}

function withControl(builder: Builder, key: string, shift: boolean): (() => void) | undefined {
  switch (key) {
    case "d":
      return () => commands.duplicate(builder);
    case "a":
      return () => builder.selection.chooseAll(Object.keys(builder.document.journey().steps));
    case "z":
      return () => (shift ? commands.redo(builder) : commands.undo(builder));
    case "y":
      return () => commands.redo(builder);
    default:
      return undefined;
  }
}

/** To where customers enter unless a direction is given; `also`: what is chosen stays so. */
function go(builder: Builder, direction?: Direction, also = false): void {
  const { announcer, selection } = builder;
  const { focus, outlet, steps } = selection.getState();
  const from = outlet === null || focus === null ? focus : { step: focus, outlet };
  const journey = builder.document.journey();
  const folded = builder.folding.getState();
  const next = (at: Spot | null) =>
    direction && at !== null ? neighbour(journey, at, direction, folded) : ENTRY;
  let to = next(from);
  if (also && focus !== null && focus !== ENTRY) {
    // Only steps are chosen together, and none is passed over on the way down.
    if (direction === "down") to = inTurn(journey, focus, 1, folded);
    else if (direction === "up") to = inTurn(journey, focus, -1, folded);
    else if (typeof to !== "string") to = next(to);
  }
  if (typeof to !== "string") {
    if (!also) selection.choose(to.step, undefined, to.outlet);
  } else if (also && to !== ENTRY && focus !== null && focus !== ENTRY) {
    // Back onto what is chosen already, it is let go what was come to last.
    const back = steps.has(to) ? focus : to;
    const others = [...steps].filter((step) => step !== to && step !== back);
    selection.chooseAll([...others, to]);
    const count = others.length + 1;
    announcer.say(`${count === 1 ? "One step is" : `${count} steps are`} chosen.`);
  } else selection.choose(to);
  focusChosen(builder);
}

/** The focus goes from what stands beside the journey to the step that is chosen. */
export function backToJourney(builder: Builder): void {
  document.getElementById("b-stage")?.focus();
  focusChosen(builder);
}

/** Where nothing has the focus any more, it goes to what covers the journey, or to that. */
export function regainFocus(builder: Builder): void {
  if (document.activeElement !== document.body) return;
  const cover = isNarrow() && document.querySelector<HTMLElement>(".b-panel:not(.b-panel-low)");
  (cover || document.getElementById("b-stage"))?.focus({ preventScroll: true });
  if (!cover) focusChosen(builder, 0);
}

/** The focus goes to the step that is chosen, once it is on the screen. */
export function focusChosen(builder: Builder, tries = 20): void {
  const { focus, outlet } = builder.selection.getState();
  if (focus === null) return;
  const way = outlet === null ? null : wayOf(linkKey(focus, outlet));
  const element = way ?? (outlet === null || tries < 1 ? shownAs(builder, focus) : null);
  if (element) element.focus({ preventScroll: builder.panels.getState().view === "canvas" });
  else if (tries > 0) requestAnimationFrame(() => focusChosen(builder, tries - 1));
}

/** What stands for the step on the screen, or covers it; null: nothing yet. */
function shownAs(builder: Builder, id: StepId): HTMLElement | null {
  const { view, panel } = builder.panels.getState();
  if (covers(panel)) return document.querySelector(".b-panel");
  if (view === "outline") return document.getElementById(`b-row-${id}`);
  return document.getElementById(id === ENTRY ? "b-entry" : `b-step-${id}`);
}

/** The place for adding on a link, by `linkKey`. */
const wayOf = (key: string): HTMLElement | null =>
  document.querySelector(`[data-link="${CSS.escape(key)}"]`);

function beginAdding(builder: Builder): void {
  if (builder.readOnly) return;
  // Where ways meet it adds for all of them.
  const meeting = document.querySelector<HTMLElement>("[data-above]:focus");
  meeting?.click();
  const { focus } = builder.selection.getState();
  const place = !meeting && commands.placeHere(builder);
  if (!place) return;
  const { step, outlet } = place.link;
  const there =
    (place.beside && document.querySelector(`[data-above="${CSS.escape(focus ?? "")}"]`)) ||
    wayOf(linkKey(step, outlet));
  // Where the place is not drawn, as in what is folded, the menu stands below the step.
  const shown = [there, shownAs(builder, focus ?? ENTRY)]
    .map((each) => each?.getBoundingClientRect())
    .find((box) => box !== undefined && box.width > 0);
  builder.adding.begin({ ...place, at: footOf(shown ?? new DOMRect(400, 200, 0, 0)) });
}

/** The focus goes to the first field of the step's form, once that is on the screen: what is typed must
 * not land in the form before it. Where a field has it by then, it stays. */
export function focusForm(builder: Builder, tries = 60): void {
  const { focus } = builder.selection.getState();
  const form = document.querySelector(`.b-panel [data-form="${CSS.escape(focus ?? ENTRY)}"]`);
  // And it is not led there once more when one has gone on.
  if (form?.matches(":has(:focus)")) return;
  const field =
    form?.closest(".b-panel:not(:has(:focus))") &&
    form.querySelector<HTMLElement>("input, select, textarea");
  if (field) field.focus();
  else if (tries > 0) requestAnimationFrame(() => focusForm(builder, tries - 1));
}
