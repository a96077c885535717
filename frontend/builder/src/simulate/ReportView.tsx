/** What a simulation found. */

import { useEffect, useRef } from "react";
import type { Report } from "@/api/simulations";
import { useJourney, useNames } from "@/app/context";
import { called, colleague } from "@/sentences/names";
import { nameInWords, stepTitle } from "@/sentences/words";
import { Bars } from "./Bars";

const grouped = new Intl.NumberFormat("en");

/** `arrived`: it is what was just asked for, and is brought into sight. */
export function ReportView({
  report,
  arrived,
  instead,
}: {
  report: Report;
  arrived: boolean;
  /** Tries it on made-up customers. */
  instead?: () => void;
}) {
  const journey = useJourney();
  const { entries, messages, tasks, goal, made_up } = report;
  const ofWhom = made_up ? ", of made-up customers" : "";
  const refused = Object.entries(entries.refused);
  const figures = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!arrived) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    figures.current?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, [arrived]);
  return (
    <div ref={figures} className="b-report">
      {report.opening && (
        <section>
          <h3>{made_up ? "Made-up customers" : "What is on record"}</h3>
          <p className={report.short ? "b-text-warn" : "b-hint"}>{report.opening}</p>
          {instead && report.short && (
            <button type="button" className="b-button" onClick={instead}>
              Try it on made-up customers
            </button>
          )}
        </section>
      )}
      <dl className="b-figures">
        <div>
          <dt>Enter</dt>
          <dd>
            {grouped.format(entries.entered)}
            <small>{report.among}</small>
          </dd>
        </div>
        {entries.held_out > 0 && (
          <div>
            <dt>Held out</dt>
            <dd>
              {grouped.format(entries.held_out)}
              <small>to compare with</small>
            </dd>
          </div>
        )}
        <div>
          <dt>Reach the goal</dt>
          <dd>
            {goal ? shareInWords(goal.rate) : "–"}
            {goal?.median_days != null && <small>after {Math.round(goal.median_days)} days</small>}
          </dd>
        </div>
        <div>
          <dt>Messages</dt>
          <dd>
            {grouped.format(messages.sent)}
            <small>at most {messages.most_in_a_week} a week to one contact</small>
          </dd>
        </div>
        {report.arbiter.crowded > 0 && (
          <div>
            <dt>No room</dt>
            <dd>
              {grouped.format(report.arbiter.crowded)}
              <small>put off or left out under a cap</small>
            </dd>
          </div>
        )}
        <div>
          <dt>Tasks</dt>
          <dd>{grouped.format(tasks.handed_out)}</dd>
        </div>
        <div>
          <dt>Still inside</dt>
          <dd>
            {grouped.format(report.running)}
            <small>
              {made_up === false ? "when the record ends" : `after ${report.days} days`}
            </small>
          </dd>
        </div>
      </dl>
      <Bars
        title={`Messages, by step${ofWhom}`}
        unit="Step"
        counted="sent"
        bars={messages.by_step.map((each) => ({
          id: `${each.step} ${each.channel}`,
          label: stepTitle(journey, each.step),
          parts: [
            { value: each.sent, tone: "accent", what: "sent" },
            { value: each.skipped, tone: "warn", what: "left out" },
            { value: each.failed, tone: "bad", what: "failed" },
          ],
        }))}
      />
      <Bars
        title={`Contacts, by messages in one week${ofWhom}`}
        unit="Week"
        bars={messages.by_week
          .filter((week) => week.sent > 0)
          .map((week) => ({
            id: String(week.week),
            label: `Week ${week.week}`,
            parts: [
              { value: having(week.contacts, 1, 1), tone: "calm", what: "got one" },
              { value: having(week.contacts, 2, 3), tone: "accent", what: "got two or three" },
              { value: having(week.contacts, 4, 1_000), tone: "warn", what: "got four or more" },
            ],
          }))}
      />
      {tasks.handed_out > 0 && <TasksTable report={report} />}
      {refused.length > 0 && (
        <Reasons
          title="Did not enter"
          reasons={Object.fromEntries(
            refused.map(([why, count]) => [why === "audience" ? NOT_FOR_THEM : why, count]),
          )}
          plain
        />
      )}
      <Reasons
        title="How it ended"
        reasons={Object.fromEntries(
          Object.entries(report.outcomes).map(([end, count]) => [OWN_ENDS[end] ?? end, count]),
        )}
        plain
      />
      <Reasons title="Messages put off" reasons={report.arbiter.deferred} />
      <Reasons title="Messages left out" reasons={report.arbiter.skipped} />
      <Reasons title="Messages that failed" reasons={report.arbiter.failed} />
      {report.given_up > 0 && (
        <p className="b-text-bad">
          {report.given_up} customers went round and round, and were not watched to the end.
        </p>
      )}
      {report.notes.map((note) => (
        <p key={note} className="b-hint">
          {note}
        </p>
      ))}
    </div>
  );
}

/** As the form of who enters has it. */
const NOT_FOR_THEM = "“Only if” does not hold for them";

/** Ends that no step of the journey names, as everywhere else. */
const OWN_ENDS: Readonly<Record<string, string>> = {
  goal: "reached the goal",
  exited: "left early",
};

/** Some are never said to be none. */
function shareInWords(share: number): string {
  const percent = Math.round(share * 100);
  return percent === 0 && share > 0 ? "under 1 %" : `${percent} %`;
}

const having = (contacts: Readonly<Record<string, number>>, from: number, to: number): number =>
  Object.entries(contacts)
    .filter(([messages]) => Number(messages) >= from && Number(messages) <= to)
    .reduce((sum, [, count]) => sum + count, 0);

function TasksTable({ report }: { report: Report }) {
  const names = useNames();
  const people = new Map<string, { who: string; tasks: number; most: number }>();
  for (const { assignee, pool, tasks } of report.tasks.by_week) {
    const nobody = pool ? `The pool “${called(names.pools, pool)}”` : "Nobody";
    const who = assignee === null ? nobody : colleague(names, assignee);
    // Two may be called alike.
    const id = assignee ?? `pool ${pool}`;
    const before = people.get(id) ?? { tasks: 0, most: 0 };
    people.set(id, { who, tasks: before.tasks + tasks, most: Math.max(before.most, tasks) });
  }
  return (
    <table className="b-table">
      <caption>Tasks, by colleague{report.made_up && ", for made-up customers"}</caption>
      <thead>
        <tr>
          <th scope="col">Colleague</th>
          <th scope="col">Tasks</th>
          <th scope="col">In the busiest week</th>
        </tr>
      </thead>
      <tbody>
        {[...people].map(([id, { who, tasks, most }]) => (
          <tr key={id}>
            <th scope="row">{who}</th>
            <td data-label="Tasks">{grouped.format(tasks)}</td>
            <td data-label="In the busiest week">{grouped.format(most)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reasons({
  title,
  reasons,
  plain = false,
}: {
  title: string;
  reasons: Readonly<Record<string, number>>;
  plain?: boolean;
}) {
  const found = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  if (found.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className="b-reasons">
        {found.map(([reason, count]) => (
          <li key={reason}>
            <span>{plain ? nameInWords(reason) : reason}</span>
            <span>{grouped.format(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
