/**
 * Where everything on the canvas stands. Nobody arranges anything: a step stands on its block's
 * spine, below it every way out has a lane of its own, side by side, and below the lanes come the
 * steps they join at. A line that goes further passes at the side. Lengths are in pixels.
 *
 * The algorithm is that of `engine/drawing/layout`, with a place on every link for what adds a step.
 */

import { ENTRY } from "@/definition/links";
import type { StepId } from "@/definition/types";
import type { Graph, Link } from "./graph";

export type Point = readonly [x: number, y: number];

export interface Size {
  width: number;
  height: number;
}

/** How big everything is; a label of no size is none. */
export interface Sizes {
  box: (step: StepId) => Size;
  label: (link: Link) => Size | null;
  /** What stands at the end of a link that leads back. */
  sign: (target: StepId) => Size;
}

/** `x`, `y` is the upper left corner. */
export interface Box extends Size {
  step: StepId;
  x: number;
  y: number;
}

export interface Line {
  link: Link;
  points: readonly Point[];
  /** The middle of where a step can be added. */
  plus: Point;
  /** Where a step can be added for every link that meets this one, and the others; on one of them. */
  joint: { plus: Point; beside: readonly Link[] } | null;
  /**
   * Words on the line; `x` is its middle, `y` its upper edge. `room`: so wide they may be before they
   * stand on those of the line beside it.
   */
  label: (Size & { x: number; y: number; room: number }) | null;
  /** At the end of a link that leads back; `x` is its middle, `y` its upper edge. */
  sign: (Size & { x: number; y: number }) | null;
}

/** `x = 0` is the middle of the way in, wherever the rest goes: it never moves while one edits. */
export interface Layout {
  left: number;
  right: number;
  height: number;
  boxes: readonly Box[];
  lines: readonly Line[];
}

/** How far below a step its lanes part, and below lanes their lines meet. */
const BUS = 20;
/** The last straight piece of a line, with its head. */
const ARROW = 22;
const LANE_GAP = 32;
/** Above the words on a line. */
const LABEL_GAP = 8;
/** Between the words of two lines side by side. */
const BETWEEN_LABELS = 8;
/** From the words, or the step, down to the middle of the place for adding, and on from there. */
const PLUS = 22;
/** Between a block and a line that passes it. */
const TRACK = 24;
/** On both sides of a line of its own: so wide is a count beside its place for adding. */
const BESIDE = 40;

/** A link on its way down to a step that is not placed yet. */
interface Open {
  link: Link;
  points: Point[];
  plus: Point;
  label: Line["label"];
}

/** A part of the drawing. `x = 0` is its spine, `y = 0` its upper edge. */
interface Block {
  left: number;
  right: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  opens: Open[];
}

interface Lane {
  link: Link;
  label: Size | null;
  sign: Size | null;
  content: Block | null;
  left: number;
  right: number;
}

export function layoutOf(graph: Graph, sizes: Sizes): Layout {
  const block = lay(graph, sizes, ENTRY);
  // Parts that nothing leads to stand beside the start, without a line.
  const start = graph.links.get(ENTRY)?.[0]?.target;
  const lines = block.lines.filter(({ link }) => link.source !== ENTRY || link.target === start);
  return { left: block.left, right: block.right, height: block.height, boxes: block.boxes, lines };
}

/** Everything the step is the dominator of, the step on top. */
function lay(graph: Graph, sizes: Sizes, first: StepId): Block {
  const block: Block = { left: 0, right: 0, height: 0, boxes: [], lines: [], opens: [] };
  let following: StepId | null = first;
  while (following !== null) {
    const step: StepId = following;
    stand(block, step, sizes.box(step));
    const lanes = (graph.links.get(step) ?? []).map((link) => laneOf(graph, sizes, link));
    following = straightOn(block, graph, lanes);
    if (following !== null) continue;
    const opens = part(block, lanes);
    const joins = (graph.under.get(step) ?? []).filter((below) => !graph.lanes.has(below));
    following = join(block, graph, sizes, joins, opens);
  }
  return block;
}

function stand(block: Block, step: StepId, size: Size): void {
  block.boxes.push({ step, ...size, x: -size.width / 2, y: block.height });
  widen(block, -size.width / 2, size.width / 2);
  block.height += size.height;
}

function widen(block: Block, left: number, right: number): void {
  block.left = Math.min(block.left, left);
  block.right = Math.max(block.right, right);
}

function laneOf(graph: Graph, sizes: Sizes, link: Link): Lane {
  const label = sizes.label(link);
  const alone = graph.links.get(link.source)?.length === 1;
  const sign = link.back ? sizes.sign(link.target) : null;
  const content =
    !link.back && graph.lanes.has(link.target) && !alone ? lay(graph, sizes, link.target) : null;
  const half = Math.max((label?.width ?? 0) / 2, (sign?.width ?? 0) / 2, BESIDE);
  return {
    link,
    label,
    sign,
    content,
    left: Math.min(-half, content?.left ?? 0),
    right: Math.max(half, content?.right ?? 0),
  };
}

/** The one step that follows directly below, if that is how it goes on. */
function straightOn(block: Block, graph: Graph, lanes: readonly Lane[]): StepId | null {
  const [lane] = lanes;
  if (!lane || lanes.length > 1 || lane.sign || !graph.lanes.has(lane.link.target)) return null;
  const open = begun(lane, [[0, block.height]]);
  block.height = led(block, lane, open, block.height, ARROW, wordsOf([lane]));
  close(block, open);
  return lane.link.target;
}

function begun(lane: Lane, points: Point[]): Open {
  return { link: lane.link, points, plus: [0, 0], label: null };
}

const xOf = (open: Open): number => open.points.at(-1)?.[0] ?? 0;

/** How high the words on lines side by side are; below them are their places for adding. */
const wordsOf = (lanes: readonly Lane[]): number =>
  Math.max(0, ...lanes.map(({ label }) => (label ? LABEL_GAP + label.height : 0)));

/**
 * Lead the line down past `words` and its place for adding, and on by `gap`. Returns where it is.
 */
function led(
  block: Block,
  lane: Lane,
  open: Open,
  from: number,
  gap: number,
  words: number,
): number {
  const x = xOf(open);
  if (lane.label) {
    open.label = { ...lane.label, x, y: from + LABEL_GAP, room: roomOf(lane) };
    widen(block, x - lane.label.width / 2, x + lane.label.width / 2);
  }
  const y = from + words + PLUS + gap;
  open.plus = [x, from + words + PLUS];
  open.points.push([x, y]);
  return y;
}

/** On both sides of its line, as far as to the middle between lanes. */
const roomOf = ({ left, right }: Lane): number =>
  2 * Math.min(-left, right) + LANE_GAP - BETWEEN_LABELS;

function close(
  block: Block,
  open: Open,
  { sign = null, joint = null }: Partial<Pick<Line, "sign" | "joint">> = {},
): void {
  block.lines.push({ ...open, sign, joint });
}

/** Place the lanes side by side below the spine. Returns the lines that go on below them. */
function part(block: Block, lanes: readonly Lane[]): Open[] {
  const top = block.height;
  const opens: Open[] = [];
  const xs = sideBySide(lanes);
  const words = wordsOf(lanes);
  for (const [number, lane] of lanes.entries()) {
    const x = xs[number] ?? 0;
    const open = begun(
      lane,
      lanes.length === 1
        ? [[0, top]]
        : [
            [0, top],
            [0, top + BUS],
            [x, top + BUS],
          ],
    );
    widen(block, x + lane.left, x + lane.right);
    const passing = !lane.content && !lane.sign;
    const from = open.points.at(-1)?.[1] ?? top;
    let y = led(block, lane, open, from, passing ? PLUS / 2 : ARROW, words);
    if (passing) opens.push(open);
    else close(block, open, { sign: lane.sign && { ...lane.sign, x, y } });
    if (lane.sign) y += lane.sign.height;
    if (lane.content) {
      opens.push(...taken(block, lane.content, x, y));
      y += lane.content.height;
    }
    block.height = Math.max(block.height, y);
  }
  return lengthened(opens, block.height);
}

/**
 * Where the lanes' spines go: those that hold something stand evenly around the middle. A lane that
 * is only a line keeps to the side, so that what most customers do stays straight.
 */
function sideBySide(lanes: readonly Lane[]): number[] {
  let at = 0;
  const xs = lanes.map((lane) => {
    const x = at - lane.left;
    at += lane.right - lane.left + LANE_GAP;
    return x;
  });
  const holding = xs.filter((_, number) => lanes[number]?.content);
  const around = holding.length > 0 ? holding : xs;
  const middle = ((around[0] ?? 0) + (around.at(-1) ?? 0)) / 2;
  // One that is nearly there goes straight down.
  const spine = around.find((x) => Math.abs(x - middle) < BUS) ?? middle;
  return xs.map((x) => x - spine);
}

function lengthened(opens: Open[], y: number): Open[] {
  for (const open of opens) open.points.push([xOf(open), y]);
  return opens;
}

/** Place the joins below. The last one, when no line passes it, is returned to go on with. */
function join(
  block: Block,
  graph: Graph,
  sizes: Sizes,
  joins: readonly StepId[],
  arrived: Open[],
): StepId | null {
  let opens = arrived;
  for (const step of joins) {
    const arriving = opens.filter((open) => open.link.target === step);
    opens = opens.filter((open) => open.link.target !== step);
    if (opens.length === 0) {
      block.height = meet(block, arriving, 0);
      return step;
    }
    opens = beside(block, lay(graph, sizes, step), arriving, opens);
  }
  block.opens = opens;
  return null;
}

/**
 * Bring lines together above a join at `x`, with a place below for what all of them go through.
 * Returns where the join's upper edge is.
 */
function meet(block: Block, arriving: readonly Open[], x: number): number {
  const meeting = block.height + BUS;
  const [first, ...others] = arriving;
  const plus: Point = [x, meeting + PLUS];
  const end = meeting + ARROW + (others.length > 0 ? PLUS : 0);
  const joint = others.length > 0 ? { plus, beside: others.map(({ link }) => link) } : null;
  for (const open of arriving) {
    open.points.push([xOf(open), meeting], [x, meeting], [x, end]);
    close(block, open, open === first ? { joint } : {});
  }
  return end;
}

/** Place a join while other lines pass it at the left or the right. */
function beside(block: Block, join: Block, arriving: readonly Open[], others: Open[]): Open[] {
  const x = arriving.reduce((sum, open) => sum + xOf(open), 0) / Math.max(arriving.length, 1);
  const top = block.height;
  const y = meet(block, arriving, x);
  const passing = [...others].sort((one, other) => xOf(one) - xOf(other));
  aside(passing.filter((open) => xOf(open) < x).reverse(), x + join.left, -TRACK, top);
  aside(
    passing.filter((open) => xOf(open) >= x),
    x + join.right,
    TRACK,
    top,
  );
  for (const open of passing) widen(block, xOf(open) - TRACK / 2, xOf(open) + TRACK / 2);
  const opens = [...passing, ...taken(block, join, x, y)];
  block.height = y + join.height;
  return lengthened(opens, block.height);
}

/** Move lines out to beyond `edge`, each further than the one before; same targets share. */
function aside(opens: readonly Open[], edge: number, track: number, top: number): void {
  let at = edge;
  const y = top + BUS / 2;
  const tracks = new Map<StepId, number>();
  for (const open of opens) {
    const x = xOf(open);
    if (!tracks.has(open.link.target)) {
      at = track < 0 ? Math.min(at + track, x) : Math.max(at + track, x);
      tracks.set(open.link.target, at);
    }
    open.points.push([x, y], [tracks.get(open.link.target) ?? x, y]);
  }
}

/** Place another block's content in this one. Its open links are returned, moved. */
function taken(block: Block, content: Block, dx: number, dy: number): Open[] {
  block.boxes.push(...content.boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })));
  block.lines.push(...content.lines.map((line) => movedLine(line, dx, dy)));
  widen(block, content.left + dx, content.right + dx);
  return content.opens.map((open) => ({
    link: open.link,
    points: open.points.map(([x, y]): Point => [x + dx, y + dy]),
    plus: [open.plus[0] + dx, open.plus[1] + dy],
    label: open.label && { ...open.label, x: open.label.x + dx, y: open.label.y + dy },
  }));
}

function movedLine(line: Line, dx: number, dy: number): Line {
  const move = <P extends { x: number; y: number }>(part: P | null): P | null =>
    part && { ...part, x: part.x + dx, y: part.y + dy };
  return {
    link: line.link,
    points: line.points.map(([x, y]): Point => [x + dx, y + dy]),
    plus: [line.plus[0] + dx, line.plus[1] + dy],
    joint: line.joint && {
      ...line.joint,
      plus: [line.joint.plus[0] + dx, line.joint.plus[1] + dy],
    },
    label: move(line.label),
    sign: move(line.sign),
  };
}

/** The line as SVG path data, its corners rounded. */
export function pathOf(points: readonly Point[], radius = 12): string {
  const kept = corners(points);
  const [first, ...rest] = kept;
  if (!first) return "";
  let data = `M${first[0]} ${first[1]}`;
  for (const [number, corner] of rest.entries()) {
    const before = kept[number] ?? corner;
    const after = rest[number + 1];
    if (!after) {
      data += `L${corner[0]} ${corner[1]}`;
      continue;
    }
    const bend = Math.min(radius, lengthOf(before, corner) / 2, lengthOf(corner, after) / 2);
    const [x1, y1] = towards(corner, before, bend);
    const [x2, y2] = towards(corner, after, bend);
    data += `L${x1} ${y1}Q${corner[0]} ${corner[1]} ${x2} ${y2}`;
  }
  return data;
}

/** Without points that lie on a straight line between their neighbours. */
function corners(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last && last[0] === point[0] && last[1] === point[1]) continue;
    const before = kept.at(-2);
    const straight =
      last &&
      before &&
      ((before[0] === last[0] && last[0] === point[0]) ||
        (before[1] === last[1] && last[1] === point[1]));
    if (straight) kept.pop();
    kept.push(point);
  }
  return kept;
}

const lengthOf = (one: Point, other: Point): number =>
  Math.abs(one[0] - other[0]) + Math.abs(one[1] - other[1]);

function towards(corner: Point, end: Point, by: number): Point {
  const whole = lengthOf(corner, end) || 1;
  return [
    corner[0] + ((end[0] - corner[0]) * by) / whole,
    corner[1] + ((end[1] - corner[1]) * by) / whole,
  ];
}
