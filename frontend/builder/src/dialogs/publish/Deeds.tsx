/** What is done within 24 hours, for how many, and for whom, for example. */

import { Fragment } from "react";
import type { DueDeed, Named, Recipient } from "@/api/versions";
import { useBuilder } from "@/app/context";
import { momentIn } from "@/times/moment";
import { due, grouped, isGone, unnamed } from "./words";

/** So many are listed at once; the rest is folded. */
const SHOWN = 5;

export function Deeds({ deeds, everyone }: { deeds: readonly DueDeed[]; everyone?: boolean }) {
  const rest = deeds.slice(SHOWN);
  if (deeds.length === 0) return null;
  return (
    <>
      <Table deeds={deeds.slice(0, SHOWN)} everyone={everyone} />
      {rest.length > 0 && (
        <details className="b-due-rest">
          <summary>{grouped(rest.length)} more</summary>
          <Table deeds={rest} everyone={everyone} />
        </details>
      )}
    </>
  );
}

function Table({ deeds, everyone }: { deeds: readonly DueDeed[]; everyone?: boolean | undefined }) {
  return (
    <table className="b-table b-table-stacks">
      <caption className="unseen">What is done within 24 hours</caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          {everyone && <th scope="col">As it is now</th>}
          <th scope="col">{everyone ? "With this plan" : "Customers"}</th>
          <th scope="col">For example</th>
        </tr>
      </thead>
      <tbody>
        {deeds.map((deed) => (
          <tr key={deed.step + deed.kind}>
            <th scope="row">
              {deed.title}
              {deed.detail && <small>{deed.detail}</small>}
            </th>
            {everyone && <td data-label="As it is now">{due(deed.before)}</td>}
            <td data-label={everyone ? "With this plan" : "Customers"}>{due(deed.after)}</td>
            <td data-label="For example">
              {isGone(deed) && "No longer: "}
              <Names of={deed.sample} more={unnamed(deed)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By name, each with a way to their page, which opens beside this one; `more` are not named. */
export function Names({ of, more }: { of: readonly (Named & Partial<Recipient>)[]; more: number }) {
  const { page } = useBuilder();
  const when = momentIn(page.zone);
  return (
    <>
      {of.map(({ name, page: href, at, certain }, place) => (
        <Fragment key={href}>
          {place > 0 && ", "}
          <a href={href} target="_blank" rel="noopener" title={at && when(at)}>
            {name}
          </a>
          {certain === false && " (perhaps)"}
        </Fragment>
      ))}
      {more > 0 && ` and ${grouped(more)} more`}
    </>
  );
}
