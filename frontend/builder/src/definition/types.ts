/**
 * A journey's definition as TypeScript sees it: the same shapes as `engine/definition`, which holds
 * the authoritative model. What is read from a draft may be unfinished: texts may be empty, and a
 * condition that has not been chosen yet is `{}`.
 */

export type StepId = string;
/** `30m`, `12h`, `3d`, `2w`, `2 business days`, `4 business hours`. */
export type Duration = string;
/** `-60d`, `14d`. */
export type Offset = string;
/** `10%` */
export type Percentage = string;
/** `09:00` */
export type TimeOfDay = string;
/** `mon-fri`, `mon,wed`. */
export type Days = string;
export type Scalar = boolean | number | string;

export interface DayOfJourney {
  day: number;
  at?: TimeOfDay;
}
/** So long after something began, or on a day of the journey. */
export type Moment = Duration | DayOfJourney;
/** A date of the customer’s own, or so long before or after it. */
export interface MovingDate {
  trait: string;
  offset?: Offset;
}
export interface ByDate {
  date: MovingDate;
  at?: TimeOfDay;
}
export type Limit = Moment | ByDate;

// Conditions

export interface Comparison {
  is?: Scalar;
  is_not?: Scalar;
  in?: Scalar[];
  not_in?: Scalar[];
  less_than?: number | string;
  at_most?: number | string;
  more_than?: number | string;
  at_least?: number | string;
  contains?: Scalar;
  starts_with?: string;
  exists?: boolean;
  within_last?: Duration;
  longer_ago_than?: Duration;
  within_next?: Duration;
  further_off_than?: Duration;
}
export type Operator = keyof Comparison;

export interface TraitIs extends Comparison {
  trait: string;
}
export interface PropertyIs extends Comparison {
  property: string;
}
export interface HealthIs extends Comparison {
  health: "band" | "score";
}
export interface NowIs extends Comparison {
  now: "weekday" | "time" | "date" | "day";
}
export interface SegmentIs {
  segment: string;
}
export interface Age {
  within_last?: Duration;
  longer_ago_than?: Duration;
}
export interface EventHappened {
  event: string;
  where?: Condition;
  within?: "enrollment" | "step" | "ever" | Duration;
  at_least?: number;
  at_most?: number;
  exactly?: number;
  first?: Age;
  last?: Age;
}
export type Mark =
  | "delivered"
  | "opened"
  | "clicked"
  | "replied"
  | "bounced"
  | "dismissed"
  | "completed";
export interface MessageWas {
  message: StepId;
  was: "sent" | "skipped" | "failed" | Mark;
}
export interface TaskWas {
  task: StepId;
  was?: "open" | "done" | "overdue";
  outcome?: string;
}
export interface AllOf {
  all: Condition[];
}
export interface AnyOf {
  any: Condition[];
}
export interface Not {
  not: Condition;
}
/** Nothing has been chosen yet. */
export type Unchosen = Record<string, never>;

export type Leaf =
  | TraitIs
  | PropertyIs
  | EventHappened
  | MessageWas
  | TaskWas
  | HealthIs
  | SegmentIs
  | NowIs;
export type Condition = Leaf | AllOf | AnyOf | Not | Unchosen;

// Steps

export type Role =
  | "champion"
  | "admin"
  | "decision_maker"
  | "exec_sponsor"
  | "billing"
  | "end_user";
export interface ToRole {
  role: Role;
  else?: "primary" | "nobody";
}
/** Each of the account’s contacts who has one of these roles. */
export interface ToRoles {
  roles: Role[];
  at_most?: number;
  else?: "primary" | "nobody";
}
export type Recipient = "primary" | ToRole | ToRoles;
export interface Window {
  days?: Days;
  from?: TimeOfDay;
  to?: TimeOfDay;
  zone?: string;
  holidays?: string;
}
export interface Sending {
  topic?: string;
  window?: Window | "always";
  priority?: number;
  capped?: "wait" | "skip";
  patience?: Duration;
}
export type Missing = "skip" | "fail" | { template: string };
export interface ToPool {
  pool: string;
}
export interface ToUser {
  user: string;
}
export interface ToManager {
  role: "manager";
  else?: string | ToPool;
}
export type Assignment = { owner: "account"; else?: string | ToPool } | ToUser | ToPool | ToManager;
export interface Escalation {
  after: Duration;
  to: ToUser | ToPool | ToManager;
}

interface BaseStep {
  name?: string;
  note?: string;
}
interface Touch extends BaseStep {
  to?: Recipient;
  template: string;
  skip_when?: Condition;
  missing?: Missing;
  send?: Sending;
}
type Outlets<Name extends string> = Partial<Record<Name, StepId>>;

export interface EmailStep extends Touch {
  type: "email";
  next: StepId;
  on?: Outlets<"skipped" | "failed">;
}
export type InAppFormat = "feed" | "banner" | "modal" | "tooltip" | "tour" | "checklist";
/** Where in the product. */
export interface Place {
  selector?: string;
  url?: string;
}
export interface InAppStep extends Touch {
  type: "in_app";
  format?: InAppFormat;
  target?: Place;
  dismissible?: boolean;
  priority?: "low" | "normal" | "high";
  frequency?: "once" | "until_dismissed" | "every_session";
  expires?: Duration;
  next: StepId;
  on?: Outlets<"skipped" | "failed">;
}
export type Answer =
  | "promoter"
  | "passive"
  | "detractor"
  | "satisfied"
  | "neutral"
  | "dissatisfied";
export interface Remind {
  after: Duration;
  template?: string;
}
export interface SurveyStep extends Touch {
  type: "survey";
  kind: "nps" | "csat";
  channel?: "email" | "in_app";
  at_most: Limit;
  remind?: Remind;
  next: StepId;
  on?: Outlets<Answer | "no_answer" | "skipped" | "failed">;
}
export interface TaskStep extends BaseStep {
  type: "task";
  title: string;
  instructions?: string;
  assign?: Assignment;
  due?: Duration;
  takes?: Duration;
  checklist?: string[];
  escalate?: Escalation | Escalation[];
  ends_with_journey?: boolean;
  skip_when?: Condition;
  outcomes?: string[];
  next?: StepId;
  on?: Record<string, StepId>;
}
export interface ApproveStep extends BaseStep {
  type: "approve";
  message: StepId;
  assign?: Assignment;
  due: Duration;
  silence?: "approved" | "cancelled";
  on: { approved: StepId; cancelled: StepId };
}
export interface WebhookStep extends BaseStep {
  type: "webhook";
  url: string;
  data?: Record<string, Scalar>;
  next: StepId;
  on?: Outlets<"failed">;
}
export interface NotifyStep extends BaseStep {
  type: "notify";
  channel: string;
  text: string;
  next: StepId;
  on?: Outlets<"failed">;
}
export interface UpdateStep extends BaseStep {
  type: "update";
  set: Record<string, Scalar | null>;
  next: StepId;
}
export interface EnrollStep extends BaseStep {
  type: "enroll";
  journey: string;
  next: StepId;
}
export interface UntilTime {
  time: TimeOfDay;
  days?: Days;
}
export interface UntilDate extends ByDate {
  passed?: "now" | "skip";
}
export interface UntilEvent {
  event: string;
  where?: Condition;
  /** In an account’s journey: once one of its contacts has done it, or each who is there. */
  by?: "any" | "all";
  roles?: Role[];
}
export interface UntilCondition {
  when: Condition;
}
export type Until = DayOfJourney | UntilTime | UntilDate | UntilEvent | UntilCondition;
export interface WaitStep extends BaseStep {
  type: "wait";
  for?: Duration;
  until?: Until;
  at_most?: Limit;
  next?: StepId;
  on?: Outlets<"happened" | "timeout" | "passed">;
}
export interface Case {
  id: string;
  when: Condition;
  next: StepId;
}
export interface BranchStep extends BaseStep {
  type: "branch";
  cases: Case[];
  otherwise: StepId;
}
export interface Way {
  id: string;
  weight?: number;
  next: StepId;
}
export interface SplitStep extends BaseStep {
  type: "split";
  ways: Way[];
}
export interface GoToStep extends BaseStep {
  type: "go_to";
  to: StepId;
}
export interface ExitStep extends BaseStep {
  type: "exit";
  outcome?: string;
}

export type Step =
  | EmailStep
  | InAppStep
  | SurveyStep
  | TaskStep
  | ApproveStep
  | WebhookStep
  | NotifyStep
  | UpdateStep
  | EnrollStep
  | WaitStep
  | BranchStep
  | SplitStep
  | GoToStep
  | ExitStep;
export type StepTypeName = Step["type"];
export type StepOf<T extends StepTypeName> = Extract<Step, { type: T }>;

// The journey

export interface EventTrigger {
  event: string;
  where?: Condition;
}
export interface SegmentTrigger {
  segment: string;
  change?: "enters" | "leaves";
}
export type Band = "green" | "yellow" | "red";
export interface HealthTrigger {
  health: Band | Band[];
}
export interface DateTrigger {
  date: MovingDate;
  at?: TimeOfDay;
  passed?: "skip" | "now";
}
export interface Schedule {
  /** `0 9 1 * *` */
  cron: string;
  /** An IANA name. */
  time_zone?: string;
  /** 2: only in every second week, counted from the one of `starting`. */
  weeks?: number;
  /** The first day on which it may come: `2026-12-24`. */
  starting?: string;
}
export interface ScheduleTrigger {
  schedule: Schedule;
}
export type Trigger =
  | EventTrigger
  | SegmentTrigger
  | HealthTrigger
  | DateTrigger
  | ScheduleTrigger
  | Unchosen;
export interface Entry {
  triggers?: Trigger[];
  audience?: Condition;
  reentry?: "never" | "always" | { after: Duration };
  holdout?: Percentage;
}
export interface Goal {
  when: Condition;
  within?: Duration;
  exit?: boolean;
}
export type ExitRule =
  | { when: Condition; reason?: string }
  | { leaves: "audience"; reason?: string };

/** Any of the kinds of template; which one is told by the keys it has. */
export interface Template {
  [key: string]: unknown;
  subject?: string;
  title?: string;
  body?: string;
}

export interface Journey {
  journey: string;
  name: string;
  description?: string;
  subject?: "account" | "contact";
  entry: Entry;
  goal?: Goal;
  exit?: ExitRule[];
  send?: Sending;
  start: StepId;
  steps: Record<StepId, Step>;
  templates?: Record<string, Template>;
  scenarios?: Scenario[];
}

export interface SampleCustomer {
  account?: Record<string, unknown>;
  contact?: Record<string, unknown>;
  roles?: Role[];
  segments?: string[];
  time_zone?: string;
  owner?: boolean;
}

/** One thing that happens: an event, traits that change, a mark, a button, or an answer. */
export interface Happening {
  at: Moment;
  event?: string;
  properties?: Record<string, unknown>;
  account?: Record<string, unknown>;
  contact?: Record<string, unknown>;
  message?: StepId;
  was?: string;
  task?: StepId;
  outcome?: string;
  survey?: StepId;
  score?: number;
}

/** What the customer did before they entered, so long before. */
export interface Earlier {
  event: string;
  properties?: Record<string, unknown>;
  ago: Duration;
}

/** One thing that must have come about, at the latest `by` then. */
export interface Expectation {
  sends?: StepId;
  asks?: StepId;
  reaches?: StepId;
  never?: StepId;
  ends?: string;
  by?: Moment;
}

export interface Scenario {
  name: string;
  customer?: SampleCustomer;
  enters?: string;
  before?: Earlier[];
  happens?: Happening[];
  expect: Expectation[];
}
