/** Which messages come due within 24 hours, how many get each, and who, for example. */

import { Fragment } from "react";
import type { DueMessage } from "@/api/versions";
import { useBuilder } from "@/app/context";
import { templateInWords } from "@/sentences/words";
import { momentIn } from "@/times/moment";
import { due, grouped, isGone, unnamed } from "./words";

/** So many are listed at once; the rest is folded. */
const SHOWN = 5;

export function Messages({
  messages,
  everyone,
}: {
  messages: readonly DueMessage[];
  everyone: boolean;
}) {
  const rest = messages.slice(SHOWN);
  if (messages.length === 0) return null;
  return (
    <section>
      <h3>Who gets what within 24 hours</h3>
      <p className="b-hint">If nothing else happens meanwhile.</p>
      <Table messages={messages.slice(0, SHOWN)} everyone={everyone} />
      {rest.length > 0 && (
        <details className="b-due-rest">
          <summary>
            {grouped(rest.length)} more message{rest.length === 1 ? "" : "s"}
          </summary>
          <Table messages={rest} everyone={everyone} />
        </details>
      )}
    </section>
  );
}

function Table({ messages, everyone }: { messages: readonly DueMessage[]; everyone: boolean }) {
  return (
    <table className="b-table b-table-stacks">
      <caption className="unseen">Messages due within 24 hours</caption>
      <thead>
        <tr>
          <th scope="col">Message</th>
          <th scope="col">{everyone ? "As it is now" : "Customers"}</th>
          {everyone && <th scope="col">With this plan</th>}
          <th scope="col">For example</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <tr key={message.step}>
            <th scope="row">
              {message.title}
              {message.heading && <small>“{templateInWords(message.heading)}”</small>}
            </th>
            <td data-label={everyone ? "As it is now" : "Customers"}>{due(message.before)}</td>
            {everyone && <td data-label="With this plan">{due(message.after)}</td>}
            <td data-label="For example">
              <Recipients message={message} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By name, each with a way to their page, which opens beside this one. */
function Recipients({ message }: { message: DueMessage }) {
  const { page } = useBuilder();
  const when = momentIn(page.zone);
  const more = unnamed(message);
  return (
    <>
      {isGone(message) && "No longer: "}
      {message.sample.map(({ enrollment_id, name, at, certain }, place) => (
        <Fragment key={enrollment_id}>
          {place > 0 && ", "}
          <a href={`/enrollments/${enrollment_id}`} target="_blank" rel="noopener" title={when(at)}>
            {name}
          </a>
          {!certain && " (perhaps)"}
        </Fragment>
      ))}
      {more > 0 && ` and ${grouped(more)} more`}
    </>
  );
}
