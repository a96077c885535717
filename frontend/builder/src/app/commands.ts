/**
 * Everything a person can do to a journey, by menu, key or pointer alike. Each command says what it
 * did, for those who cannot see it.
 */

import { ENTRY, type LinkRef, linksTo, mainOutlet, targetOf } from "@/definition/links";
import type { Journey, StepId } from "@/definition/types";
import { unfinishedProblems } from "@/model/checks/unfinished";
import { blockOf } from "@/model/edits/block";
import {
  type Clip,
  copied,
  copiedAlone,
  duplicated,
  pasted,
  readClip,
  written,
} from "@/model/edits/clipboard";
import { type Inserted, inserted } from "@/model/edits/insert";
import { led } from "@/model/edits/lead";
import { moved } from "@/model/edits/move";
import { goneFrom, healsTo, type Removal, removedAll } from "@/model/edits/remove";
import { withoutNaming } from "@/model/edits/scenarios";
import { placeInWords } from "@/sentences/places";
import { stepTitle } from "@/sentences/words";
import type { Place } from "@/state/adding";
import { keepIn } from "@/state/keeping";
import { namesOf } from "@/state/names";
import { isNarrow } from "@/state/narrow";
import { covers } from "@/state/panels";
import { MENU, type MenuLine } from "@/steps";
import { accept } from "./accepting";
import type { Builder } from "./builder";

/** What is said of the edits that led to a journey: of undoing them, too. */
const said = new WeakMap<Journey, string>();

/** What was chosen of a journey when it was cut: it is again, once that is undone. */
const cutTogether = new WeakMap<Journey, readonly StepId[]>();

/** Say what was done, and go on from the step that it was done to; `others` are chosen with it. */
function done(
  { document, selection, announcer }: Builder,
  id: StepId | null,
  text: string,
  others: readonly StepId[] = [],
  fresh = false,
  field?: string,
): void {
  selection.lead(id, fresh, field);
  if (id !== null && others.length > 0) selection.chooseAll([...others, id]);
  said.set(document.journey(), text);
  // On a phone, what is done in a form is nowhere seen.
  announcer[isNarrow() ? "show" : "say"](text);
}

/** What starts the journey, how often, and when it sends. */
export function settings({ selection, panels }: Builder): void {
  selection.choose(null);
  panels.open("form");
}

/** What the draft has that is not live. */
export const differences = ({ panels }: Builder): void => panels.open("versions", "live");

/** One goes on in the first field that it needs; where it needs none, from the step. */
export function add(
  builder: Builder,
  link: LinkRef,
  line: MenuLine,
  beside?: readonly LinkRef[],
): void {
  const journey = builder.document.journey();
  const result = inserted(journey, link, line, beside);
  if (!result) return;
  accept(builder, journey, result, `Put “${line.name}” here`, () => {
    builder.panels.open("form");
    done(builder, result.id, `Added: ${line.name}.`, [], true, firstGap(result));
  });
}

/** The first field of its form that is empty and needed. */
function firstGap({ id, journey }: Inserted): string | undefined {
  const own = `steps.${id}.`;
  const gap = [...unfinishedProblems(journey)].find(({ path }) => path.startsWith(own));
  return gap?.path.slice(own.length);
}

export function addByName(builder: Builder, link: LinkRef, id: string): void {
  const line = MENU.find((each) => each.id === id);
  if (line) add(builder, link, line);
}

/** Have the link lead on to a step that is there. */
export function lead(
  builder: Builder,
  link: LinkRef,
  target: StepId,
  beside?: readonly LinkRef[],
): void {
  const journey = builder.document.journey();
  const result = led(journey, link, target, beside);
  if (!result) return;
  accept(builder, journey, result, "Lead on to it", () => {
    done(builder, link.step, `Leads on to: ${stepTitle(journey, target)}.`);
  });
}

export function move(builder: Builder, id: StepId, to: Links): void {
  const journey = builder.document.journey();
  const result = moved(journey, id, to.link, to.beside);
  if (!result) {
    builder.announcer.show("It cannot be moved there.");
    return;
  }
  accept(builder, journey, result, "Move it", () => {
    const names = namesOf(builder.vocabulary.getState().data);
    done(builder, id, `Moved: ${stepTitle(journey, id)}, ${placeInWords(journey, to, names)}.`);
  });
}

/** The form of the chosen step asks where it is to go. */
export function askWhereTo({ selection, panels }: Builder): void {
  selection.choose(selection.getState().focus, "move");
  panels.open("form");
}

/** Ask what is to become of the links to what is chosen; several steps are healed over. */
export function askToRemove(builder: Builder): void {
  const ids = chosen(builder);
  if (builder.readOnly) return;
  if (ids.length > 0) builder.panels.ask("delete", ids);
  else if (builder.selection.getState().focus === ENTRY)
    builder.announcer.show("Where customers enter cannot be removed.");
}

/** `free`: whether scenarios no longer name what is gone. All of it is one step back. */
export function remove(
  builder: Builder,
  ids: readonly StepId[],
  how: Removal,
  free: boolean = false,
  verb = "Removed",
): void {
  const journey = builder.document.journey();
  const before = builder.selection.getState().focus;
  const after = removedAll(journey, ids, how).journey;
  if (after === journey) return;
  const gone = goneFrom(journey, after);
  const titles = titlesOf(journey, ids, gone).join(", ");
  const rest = free ? withoutNaming(after, gone) : after;
  builder.document.edit(() => rest);
  const next = before !== null ? nearest(journey, rest, before) : null;
  done(builder, next, `${verb}: ${titles}.`);
  uncover(builder);
}

/** Of those that are gone: an end that others lead to stays. */
const titlesOf = (journey: Journey, ids: readonly StepId[], gone: ReadonlySet<StepId>) =>
  ids.filter((id) => gone.has(id)).map((id) => `“${stepTitle(journey, id)}”`);

/** A phone goes back to the place, else another step’s form stood there without a word. */
function uncover({ panels }: Builder): void {
  if (covers(panels.getState().panel)) panels.open(null);
}

/** What stands where the step stood. */
function nearest(before: Journey, after: Journey, id: StepId): StepId {
  const order = Object.keys(before.steps);
  const at = order.indexOf(id);
  const kept = (step: StepId | undefined) =>
    step !== undefined && Object.hasOwn(after.steps, step) ? step : undefined;
  return (
    kept(healsTo(before, id)) ??
    kept(order.slice(0, at).findLast((step) => Object.hasOwn(after.steps, step))) ??
    ENTRY
  );
}

export function duplicate(builder: Builder): void {
  const { focus } = builder.selection.getState();
  if (builder.readOnly || focus === null || focus === ENTRY) return;
  const journey = builder.document.journey();
  const result = duplicated(journey, focus);
  if (!result) {
    builder.announcer.show("An end cannot be duplicated.");
    return;
  }
  accept(builder, journey, result, "Duplicate it", () => {
    done(builder, result.id, `Duplicated: “${stepTitle(journey, focus)}”.`);
  });
}

/**
 * What is chosen as text for the clipboard; undefined when nothing is: that and nothing else, unless
 * `ways` are wanted down to where they meet.
 */
export function copy(builder: Builder, ways: boolean = false): string | undefined {
  const ids = chosen(builder);
  const journey = builder.document.journey();
  const clip = ways ? copied(journey, ids) : copiedAlone(journey, ids);
  if (!clip) return undefined;
  const text = written(clip);
  keepIn(sessionStorage, COPIED, text);
  builder.announcer.show(`Copied ${counted(clip)}. ${whereTo(Object.keys(clip.steps).length)}`);
  return text;
}

/** A browser lets a page read its clipboard by keys only. */
const COPIED = "onward/copied";
export const kept = (): string => sessionStorage.getItem(COPIED) ?? "";

const whereTo = (count: number): string =>
  `Paste ${count === 1 ? "it" : "them"} where you add a step.`;

const counted = ({ steps }: Clip): string => {
  const count = Object.keys(steps).length;
  return count === 1 ? "one step" : `${count} steps`;
};

/** The same, and away with it: what goes with a step is on the clipboard, too. */
export function cut(builder: Builder): string | undefined {
  const text = copy(builder, true);
  if (text === undefined || builder.readOnly) return text;
  const journey = builder.document.journey();
  const ids = chosen(builder);
  const blocks = ids.flatMap((id) => [...blockOf(journey, id).steps]);
  remove(builder, [...new Set(blocks)], { how: "heal" }, false, "Cut");
  cutTogether.set(journey, ids);
  const gone = goneFrom(journey, builder.document.journey());
  const titles = titlesOf(journey, ids, gone);
  const more = gone.size - titles.length;
  const ways = more > 0 ? `, with ${more === 1 ? "one step" : `${more} steps`} on its ways` : "";
  if (gone.size > 0)
    builder.announcer.show(`Cut: ${titles.join(", ")}${ways}. ${whereTo(titles.length)}`);
  return text;
}

/** Paste on the link, or else where `A` would add. Returns whether it was steps of ours. */
export function paste(builder: Builder, text: string, on?: Links): boolean {
  const clip = readClip(text);
  if (!clip || builder.readOnly) return false;
  const journey = builder.document.journey();
  const place = on ?? placeHere(builder);
  const result = place && pasted(journey, place.link, clip, place.beside);
  if (!result) return true;
  accept(builder, journey, result, "Paste it", () => {
    const fresh = goneFrom(builder.document.journey(), journey);
    const others = [...fresh].filter((id) => id !== result.id);
    done(builder, result.id, `Pasted ${counted(clip)}.`, others);
  });
  return true;
}

type Links = Pick<Place, "link" | "beside">;

/** Where a step is added when nothing else is said: below; above an end, on every way to it. */
export function placeAt(journey: Journey, id: StepId): Links | undefined {
  if (id === ENTRY) return { link: { step: ENTRY, outlet: "next" } };
  const step = journey.steps[id];
  const outlet = step && mainOutlet(step);
  if (outlet !== undefined) return { link: { step: id, outlet } };
  const [link, ...beside] = linksTo(journey, id);
  return link && (beside.length > 0 ? { link, beside } : { link });
}

/** The same of what is chosen, or on the way the keys are at. Says so where there is no such place. */
export function placeHere({ document, selection, announcer }: Builder): Links | undefined {
  const { focus, outlet } = selection.getState();
  const journey = document.journey();
  const way = { step: focus ?? ENTRY, outlet: outlet ?? "" };
  if (targetOf(journey, way) !== undefined) return { link: way };
  const place = placeAt(journey, way.step);
  if (!place) announcer.show("Nothing leads to this end. Choose another step.");
  return place;
}

/** Fold or unfold its ways, which is then what one goes on from. */
export function fold(builder: Builder, id: StepId): void {
  const hides = blockOf(builder.document.journey(), id).steps.length - 1;
  if (hides < 1) return;
  builder.selection.choose(id);
  builder.folding.toggle(id);
  const verb = builder.folding.getState().has(id) ? "Folded" : "Unfolded";
  builder.announcer.say(`${verb}: ${hides} ${hides === 1 ? "step" : "steps"}.`);
}

export function undo(builder: Builder): void {
  if (builder.readOnly || builder.document.getState().past.length === 0) return;
  const before = builder.document.journey();
  builder.document.undo();
  settle(builder, before);
  builder.announcer.say(`Undone${briefly(before)}`);
}

export function redo(builder: Builder): void {
  if (builder.readOnly || builder.document.getState().future.length === 0) return;
  const before = builder.document.journey();
  builder.document.redo();
  settle(builder, before);
  builder.announcer.say(`Done again${briefly(builder.document.journey())}`);
}

/** `: Removed Call.` */
function briefly(journey: Journey): string {
  const text = said.get(journey);
  return text ? `: ${text.replace(":", "")}` : ".";
}

/** What has come back is chosen. Nothing stays chosen that is gone; what stands in its place is. */
function settle(builder: Builder, before: Journey): void {
  const { focus } = builder.selection.getState();
  const journey = builder.document.journey();
  const [back] = Object.keys(journey.steps).filter((id) => !Object.hasOwn(before.steps, id));
  if (back !== undefined) builder.selection.chooseAll(cutTogether.get(journey) ?? [back]);
  else if (focus !== null && focus !== ENTRY && !Object.hasOwn(journey.steps, focus))
    builder.selection.choose(nearest(before, journey, focus));
}

/** Go on with what was saved elsewhere. It comes as an edit, so that one's own is one step back.
 * `told`: what is said of undoing it. */
export function takeOver(builder: Builder, journey: Journey, told: string): void {
  const { document, selection } = builder;
  const before = document.journey();
  const { focus, steps } = selection.getState();
  document.edit(() => journey);
  if (focus !== null && focus !== ENTRY && chosen(builder).length < steps.size) {
    selection.lead(Object.hasOwn(journey.steps, focus) ? focus : nearest(before, journey, focus));
    uncover(builder);
  }
  said.set(journey, told);
}

/** The chosen steps, as the journey writes them. */
export function chosen(builder: Builder): StepId[] {
  const { steps } = builder.selection.getState();
  return Object.keys(builder.document.journey().steps).filter((id) => steps.has(id));
}
