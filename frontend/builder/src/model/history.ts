/**
 * Undo and redo over whole values. Edits of one group that follow each other closely, such as
 * keystrokes in one field, are one step back.
 */

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last edit belonged to; null: the next one begins a step of its own. */
  readonly group: string | null;
  /** When the last edit was made, in milliseconds. */
  readonly at: number;
}

/** How many steps back are kept. */
export const DEPTH = 200;
/** How long a pause between keystrokes may be, in milliseconds, for them to be one step back. */
export const PAUSE = 1_500;

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [], group: null, at: 0 };
}

/** `group`: a name for what is edited, such as a field's path; null: never grouped. */
export function edited<T>(
  history: History<T>,
  present: T,
  group: string | null,
  now: number,
): History<T> {
  if (present === history.present) return history;
  const same = group !== null && group === history.group && now - history.at < PAUSE;
  const past = same ? history.past : [...history.past, history.present].slice(-DEPTH);
  return { past, present, future: [], group, at: now };
}

export function undone<T>(history: History<T>): History<T> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    group: null,
    at: 0,
  };
}

export function redone<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, group: null, at: 0 };
}

/** Nothing typed from here on is one step back with what was typed before. */
export function sealed<T>(history: History<T>): History<T> {
  return history.group === null ? history : { ...history, group: null };
}
