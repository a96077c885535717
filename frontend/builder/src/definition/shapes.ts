/**
 * Of which kind the values of a definition are: texts, lists, groups of keys. What is missing, empty or
 * unknown is no fault here; a value of another kind is one, since nothing could be drawn of it.
 */

/** The first value of another kind: where it stands, and what it should be. Null: there is none. */
export type Fault = { path: string; wanted: string } | null;
type Shape = (value: unknown) => Fault;

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (wanted: string): Fault => ({ path: "", wanted });

const kind =
  (wanted: string, ...types: string[]): Shape =>
  (value) =>
    types.includes(typeof value) ? null : wrong(wanted);

const text = kind("a text", "string");
const number = kind("a number", "number");
const truth = kind("true or false", "boolean");
const measure = kind("a number", "number", "string");
const scalar = kind("a text, a number, true or false", "string", "number", "boolean");

/** The fault of a part, told from where its whole stands. */
function within(key: string | number, fault: Fault): Fault {
  return fault && { ...fault, path: fault.path === "" ? `${key}` : `${key}.${fault.path}` };
}

const list =
  (of: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return wrong("a list");
    for (const [number, part] of value.entries()) {
      const fault = of(part);
      if (fault) return within(number, fault);
    }
    return null;
  };

/** Keys of one's own, each with such a value. */
const map =
  (of: Shape): Shape =>
  (value) => {
    if (!isGroup(value)) return wrong("a group of keys");
    for (const key in value) {
      const fault = of(value[key]);
      if (fault) return within(key, fault);
    }
    return null;
  };

/** Of the keys that are given; null is as good as not given. They are asked for late: some groups
 * stand in themselves. */
const group = (keys: () => Readonly<Record<string, Shape>>): Shape => {
  let known: Readonly<Record<string, Shape>> | undefined;
  return (value) => {
    if (!isGroup(value)) return wrong("a group of keys");
    known ??= keys();
    for (const key in value) {
      const fault =
        value[key] == null || !Object.hasOwn(known, key) ? null : known[key]?.(value[key]);
      if (fault) return within(key, fault);
    }
    return null;
  };
};

const either =
  (plain: Shape, other: Shape): Shape =>
  (value) =>
    isGroup(value) ? other(value) : plain(value);

const oneOrMore =
  (of: Shape): Shape =>
  (value) =>
    Array.isArray(value) ? list(of)(value) : of(value);

const orNothing =
  (shape: Shape): Shape =>
  (value) =>
    value === null ? null : shape(value);

const age = group(() => ({ within_last: text, longer_ago_than: text }));

const condition: Shape = group(() => ({
  trait: text,
  property: text,
  health: text,
  now: text,
  segment: text,
  is: scalar,
  is_not: scalar,
  in: list(scalar),
  not_in: list(scalar),
  less_than: measure,
  at_most: measure,
  more_than: measure,
  at_least: measure,
  contains: scalar,
  starts_with: text,
  exists: truth,
  within_last: text,
  longer_ago_than: text,
  within_next: text,
  further_off_than: text,
  event: text,
  where: condition,
  within: text,
  exactly: measure,
  first: age,
  last: age,
  message: text,
  task: text,
  was: text,
  outcome: text,
  all: list(condition),
  any: list(condition),
  not: condition,
}));

const movingDate = group(() => ({ trait: text, offset: text }));

const limit = either(
  text,
  group(() => ({ day: number, at: text, date: movingDate })),
);

const until = group(() => ({
  day: number,
  at: text,
  time: text,
  days: text,
  date: movingDate,
  passed: text,
  event: text,
  where: condition,
  when: condition,
}));

const sending = group(() => ({
  topic: text,
  window: either(
    text,
    group(() => ({ days: text, from: text, to: text, zone: text, holidays: text })),
  ),
  priority: number,
  capped: text,
  patience: text,
}));

const assignment = group(() => ({
  owner: text,
  else: either(
    text,
    group(() => ({ pool: text })),
  ),
  user: text,
  pool: text,
  role: text,
}));
const escalation = group(() => ({ after: text, to: assignment }));

/** Of every type: no key means two kinds of value. */
const step = group(() => ({
  type: text,
  name: text,
  note: text,
  to: either(
    text,
    group(() => ({ role: text, else: text })),
  ),
  template: text,
  skip_when: condition,
  missing: either(
    text,
    group(() => ({ template: text })),
  ),
  send: sending,
  format: text,
  kind: text,
  channel: text,
  at_most: limit,
  title: text,
  instructions: text,
  assign: assignment,
  due: text,
  takes: text,
  checklist: list(text),
  escalate: oneOrMore(escalation),
  ends_with_journey: truth,
  outcomes: list(text),
  message: text,
  silence: text,
  url: text,
  data: map(scalar),
  text,
  set: map(orNothing(scalar)),
  journey: text,
  for: text,
  until,
  cases: list(group(() => ({ id: text, when: condition, next: text }))),
  ways: list(group(() => ({ id: text, weight: number, next: text }))),
  outcome: text,
  otherwise: text,
  next: text,
  on: map(orNothing(text)),
}));

const template = group(() => ({
  subject: text,
  preheader: text,
  title: text,
  body: text,
  action: group(() => ({ label: text, url: text })),
  theme: group(() => ({ accent: text, background: text })),
  blocks: list(group(() => ({ type: text }))),
  html: text,
  text,
}));

const scenario = group(() => ({
  name: text,
  customer: group(() => ({})),
  enters: text,
  before: list(group(() => ({ event: text, ago: text }))),
  happens: list(group(() => ({}))),
  expect: list(group(() => ({}))),
}));

const trigger = group(() => ({
  event: text,
  where: condition,
  segment: text,
  change: text,
  health: oneOrMore(text),
  date: movingDate,
  at: text,
  passed: text,
  schedule: group(() => ({ cron: text, time_zone: text, weeks: number, starting: text })),
}));

const journey = group(() => ({
  journey: text,
  name: text,
  description: text,
  subject: text,
  entry: group(() => ({
    triggers: list(trigger),
    audience: condition,
    reentry: either(
      text,
      group(() => ({ after: text })),
    ),
    holdout: text,
  })),
  goal: group(() => ({ when: condition, within: text, exit: truth })),
  exit: list(group(() => ({ when: condition, leaves: text, reason: text }))),
  send: sending,
  start: text,
  steps: map(step),
  templates: map(template),
  scenarios: list(scenario),
}));

export const faultOf = (definition: unknown): Fault => journey(definition);
