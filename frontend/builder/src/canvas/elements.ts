/**
 * The journey as nodes and edges of the canvas. What has not changed keeps its identity, so that an
 * edit draws only what it touches again.
 */

import { type Edge, type Node, type NodeHandle, Position } from "@xyflow/react";
import { ENTRY } from "@/definition/links";
import type { Journey, Step, StepId } from "@/definition/types";
import type { Days } from "@/model/days";
import { graphOf, type Link } from "@/model/graph";
import { type Box, type Layout, type Line, layoutOf, type Point, pathOf } from "@/model/layout";
import { counted, isBlocking, isWrong, type Problem } from "@/model/problem";
import type { Names } from "@/sentences/names";
import { placeInWords } from "@/sentences/places";
import { entryLines, entrySentence } from "@/sentences/rules";
import { type Sentence, stepTitle } from "@/sentences/words";
import { linkKey, type OnLink, type OnStep, type Overlay } from "@/state/overlay";
import { briefly } from "./afar";
import { drawnOf, FOLDED } from "./drawn";
import { sentenceOf } from "./saying";
import { type Sight, within } from "./sight";
import { ENTERED, linesFromAfar, sizesOf, wordsOn } from "./sizes";
import { jointOn, refOf } from "./slots";

export interface StepData extends Record<string, unknown> {
  id: StepId;
  /** Null: the way in. */
  type: Step["type"] | null;
  title: string;
  /** What it is called from afar, if not so. */
  brief: string | null;
  sentence: Sentence;
  /** Of the way in, when several things start it: the sentence by lines, as far as there is room. */
  lines: readonly Sentence[] | null;
  note: string | null;
  blocking: number;
  /** Some of them are more than a field that still has to be filled in. */
  wrong: boolean;
  warnings: number;
  /** The first finding, for who points at it. */
  finding: string | null;
  /** How many steps are folded into it; null: it does not fold. */
  hidden: number | null;
  parts: boolean;
  days: Days | null;
  overlay: OnStep | null;
  dimmed: boolean;
}
export type StepNode = Node<StepData, "step">;

export interface LinkData extends Record<string, unknown> {
  link: Link;
  path: string;
  plus: Point;
  /** Where what is added there is put, in words. */
  place: string;
  joint: { plus: Point; beside: readonly Link[]; place: string } | null;
  label: {
    x: number;
    y: number;
    width: number;
    height: number;
    room: number;
    words: string;
    /** So many lines of large letters go there. */
    far: number;
  } | null;
  sign: { x: number; y: number; width: number; height: number; title: string } | null;
  overlay: OnLink | null;
  dimmed: boolean;
  folded: boolean;
}
export type LinkEdge = Edge<LinkData, "link">;

export interface Elements {
  /** Of the part in sight, as are the edges. */
  nodes: StepNode[];
  edges: LinkEdge[];
  /** Of the whole journey. */
  layout: Layout;
}

export interface Shown {
  journey: Journey;
  folded: ReadonlySet<StepId>;
  names: Names;
  /** Another one when all has to be measured anew. */
  look?: string;
  problems: readonly Problem[];
  overlay: Overlay | null;
  /** When each step is reached, in words; null: not shown. */
  days: ReadonlyMap<StepId, Days> | null;
  /** Only what is in it is drawn; null: all. */
  sight: Sight | null;
  /** A step that is drawn even out of sight. */
  held: StepId | null;
}

/** Makes elements of what is shown, time and again. */
export type Drawing = (shown: Shown) => Elements;

export function drawing(): Drawing {
  const nodes = new Map<string, StepNode>();
  const edges = new Map<string, LinkEdge>();
  const layouts = laying();
  return (shown) => {
    const { layout, hidden, ways } = layouts(shown);
    const { boxes, lines } = shown.sight ? within(layout, shown.sight, shown.held) : layout;
    const about = bySteps(shown.problems);
    const lit = isLit(shown.overlay);
    return {
      layout,
      nodes: kept(
        nodes,
        boxes.map((box) => nodeOf(shown, box, about, { hidden, ways }, lit)),
      ),
      edges: kept(edges, apart(lines.map((line) => edgeOf(shown, line, lit)))),
    };
  };
}

type Laying = Pick<Shown, "journey" | "folded" | "names" | "look">;

interface Laid {
  layout: Layout;
  hidden: ReadonlyMap<StepId, number>;
  /** How many lines leave each step. */
  ways: ReadonlyMap<StepId, number>;
}

/** Lays out again only what has changed: findings, days and what is in sight move nothing. */
function laying(): (shown: Laying) => Laid {
  let last: (Laying & { laid: Laid }) | null = null;
  return ({ journey, folded, names, look = "" }) => {
    const same = last?.journey === journey && last.folded === folded && last.names === names;
    if (last && same && last.look === look) return last.laid;
    const drawn = drawnOf(journey, folded);
    const layout = layoutOf(graphOf(drawn), sizesOf(journey, names));
    const laid = { layout, hidden: drawn.hidden, ways: waysOut(layout.lines) };
    last = { journey, folded, names, look, laid };
    return laid;
  };
}

function waysOut(lines: readonly Line[]): ReadonlyMap<StepId, number> {
  const found = new Map<StepId, number>();
  for (const { link } of lines) found.set(link.source, (found.get(link.source) ?? 0) + 1);
  return found;
}

function bySteps(problems: readonly Problem[]): ReadonlyMap<StepId, Problem[]> {
  const found = new Map<StepId, Problem[]>();
  for (const problem of problems) {
    const step = problem.step ?? ENTRY;
    const there = found.get(step);
    if (there) there.push(problem);
    else found.set(step, [problem]);
  }
  return found;
}

const isLit = (overlay: Overlay | null): boolean =>
  overlay !== null && [...overlay.steps.values()].some((on) => on.lit);

function nodeOf(
  shown: Shown,
  box: Box,
  about: ReadonlyMap<StepId, readonly Problem[]>,
  { hidden, ways }: Pick<Laid, "hidden" | "ways">,
  lit: boolean,
): StepNode {
  const id = box.step;
  const step = id === ENTRY ? null : (shown.journey.steps[id] ?? null);
  const problems = counted(about.get(id) ?? []);
  const overlay = shown.overlay?.steps.get(id) ?? null;
  const several = step === null ? entryLines(shown.journey, shown.names) : [];
  return {
    id: id === ENTRY ? "entry" : `step/${id}`,
    type: "step",
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    // Known beforehand: what is out of sight need not be drawn to be measured.
    measured: { width: box.width, height: box.height },
    handles: handlesOf(box),
    draggable: id !== ENTRY && step?.type !== "exit",
    data: {
      id,
      type: step?.type ?? null,
      title: step ? stepTitle(shown.journey, id) : ENTERED,
      brief: briefly(shown.journey, id, shown.names),
      sentence: step
        ? sentenceOf(shown.journey, id, shown.names)
        : entrySentence(shown.journey, shown.names),
      lines: several.length > 1 ? several : null,
      note: step?.note ?? null,
      blocking: problems.filter(isBlocking).length,
      wrong: problems.some(isWrong),
      warnings: problems.filter((each) => each.severity === "warning").length,
      finding: problems[0]?.message ?? null,
      hidden: hidden.get(id) ?? null,
      // Where one way is drawn, its words stand where the sign for folding would.
      parts: step !== null && partsCustomers(step) && (ways.get(id) ?? 0) > 1,
      days: shown.days?.get(id) ?? null,
      overlay,
      dimmed: lit && id !== ENTRY && !overlay?.lit,
    },
  };
}

function handlesOf(box: Box): NodeHandle[] {
  const x = box.width / 2;
  const above: NodeHandle = { type: "target", position: Position.Top, x, y: 0 };
  const below: NodeHandle = { type: "source", position: Position.Bottom, x, y: box.height };
  return box.step === ENTRY ? [below] : [above, below];
}

/** Whether its ways can be folded. */
export function partsCustomers(step: Step): boolean {
  if (step.type === "branch" || step.type === "split" || step.type === "approve") return true;
  return "on" in step && Object.keys(step.on ?? {}).length > 0;
}

/** Two ways may be called the same until one is put right; both are drawn. */
function apart(edges: LinkEdge[]): LinkEdge[] {
  const seen = new Set<string>();
  return edges.map((edge) => {
    let { id } = edge;
    while (seen.has(id)) id += " ";
    seen.add(id);
    return id === edge.id ? edge : { ...edge, id };
  });
}

function edgeOf(shown: Shown, line: Line, lit: boolean): LinkEdge {
  const { link } = line;
  const overlay = shown.overlay?.links.get(linkKey(link.source, link.outlet)) ?? null;
  const words = wordsOn(shown.journey, link, shown.names);
  const title = line.sign ? stepTitle(shown.journey, link.target) : "";
  return {
    id: linkKey(link.source, link.outlet),
    type: "link",
    source: link.source === ENTRY ? "entry" : `step/${link.source}`,
    target: `step/${link.target}`,
    // What it says are its words and its place for adding.
    domAttributes: { "aria-hidden": true },
    data: {
      link,
      path: pathOf(line.points),
      plus: line.plus,
      place: placeInWords(shown.journey, { link: refOf(link) }, shown.names),
      joint: jointOf(shown, line),
      label: line.label && {
        ...line.label,
        words,
        far: linesFromAfar(line.label, overlay?.text !== undefined),
      },
      sign: line.sign && { ...line.sign, title },
      overlay,
      dimmed: lit && !overlay?.lit,
      folded: link.outlet === FOLDED,
    },
  };
}

function jointOf({ journey }: Shown, line: Line): LinkData["joint"] {
  const joint = jointOn(line);
  const [link, beside] = [refOf(line.link), joint?.beside.map(refOf) ?? []];
  return joint && { ...joint, place: placeInWords(journey, { link, beside }) };
}

/** The elements, those that are as they were in their former identity. */
function kept<E extends { id: string; data?: unknown }>(
  before: Map<string, E>,
  now: readonly E[],
): E[] {
  const result = now.map((element) => {
    const former = before.get(element.id);
    if (!former) return element;
    if (same(former, element)) return former;
    // What only moved is not drawn again, but shifted.
    return same(former.data, element.data) ? { ...element, data: former.data } : element;
  });
  before.clear();
  for (const element of result) before.set(element.id, element);
  return result;
}

/** Whether two values say the same. What they share is not looked into. */
function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]))
  );
}
