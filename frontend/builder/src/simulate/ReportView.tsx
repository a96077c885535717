/** What a simulation found. */

import { useEffect, useRef } from "react";
import type { Report } from "@/api/simulations";
import { useJourney, useNames } from "@/app/context";
import { called, colleague } from "@/sentences/names";
import { unnamed } from "@/sentences/unnamed";
import { stepTitle } from "@/sentences/words";
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
  const names = useNames();
  const { messages, tasks, made_up } = report;
  const ofWhom = made_up ? ", of made-up customers" : "";
  const figures = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!arrived) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    figures.current?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, [arrived]);
  return (
    <div ref={figures} className="b-report">
      <dl className="b-figures">
        {report.figures.map(({ name, figure, more }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {figure}
              <small>{more}</small>
            </dd>
          </div>
        ))}
      </dl>
      <section>
        <h3>How this was reckoned</h3>
        <p className={report.short ? "b-text-warn" : "b-hint"}>{report.opening}</p>
        {instead && report.short && (
          <button type="button" className="b-button" onClick={instead}>
            Try it on made-up customers
          </button>
        )}
        {report.notes.map((note) => (
          <p key={note} className="b-hint">
            {note}
          </p>
        ))}
      </section>
      {report.counts.map(({ title, counted }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul className="b-reasons">
            {counted.map(({ words, count }) => (
              <li key={words}>
                <span>{words}</span>
                <span>{grouped.format(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Bars
        title={`Messages, by step${ofWhom}`}
        unit="Step"
        counted="gone out"
        bars={messages.by_step.map((each) => ({
          id: `${each.step} ${each.channel}`,
          label: stepTitle(journey, each.step),
          detail: unnamed(journey, each.step, names),
          parts: [
            { value: each.sent, tone: "accent", what: "gone out" },
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
              {
                value: having(week.contacts, 2, 3),
                tone: "accent",
                what: "got two or three",
              },
              {
                value: having(week.contacts, 4, 1_000),
                tone: "warn",
                what: "got four or more",
              },
            ],
          }))}
      />
      {tasks.handed_out > 0 && <TasksTable report={report} />}
    </div>
  );
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
