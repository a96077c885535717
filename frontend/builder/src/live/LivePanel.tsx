/** What goes on right now: who is where, who went on, what failed, who reached the goal. */

import { useEffect, useMemo, useState } from "react";
import { messageOf } from "@/api/client";
import { type Traffic, traffic } from "@/api/traffic";
import { useBuilder, useJourney, useNames } from "@/app/context";
import { flowOf, graphOf } from "@/model/graph";
import { Segmented, Select } from "@/parts/fields";
import { unnamed } from "@/sentences/unnamed";
import { stepTitle } from "@/sentences/words";
import { lookAgain } from "@/state/looking";
import type { Overlay } from "@/state/overlay";
import { type Counted, type Layer, peopleOf, trafficOverlay } from "./overlay";
import { PassagePicker } from "./PassagePicker";

const OWNER = "live";
/** How often it is asked anew, in milliseconds. */
const EVERY = 5_000;
const DAY = 86_400_000;

const PERIODS = [
  { value: "0", label: "All the time" },
  { value: "7", label: "The last 7 days" },
  { value: "30", label: "The last 30 days" },
  { value: "90", label: "The last 90 days" },
] as const;

/** What each layer shows, and what its words mean. */
const MEANT: Readonly<Record<Layer, string>> = {
  here: "Where customers are now. “In trouble”: what is due there keeps failing; Onward tries it again.",
  passed: "Customers who went on from the step.",
  failed:
    "“Failed” could not go out. “Left out”: on purpose, as “Leave it out when” held, or a rule or limit forbade it.",
  converted: "Customers who reached the goal after they had been at the step.",
};

export default function LivePanel() {
  const { client, page, overlays } = useBuilder();
  const journey = useJourney();
  const [layer, setLayer] = useState<Layer>("here");
  const [version, setVersion] = useState<number | null>(null);
  const [days, setDays] = useState<(typeof PERIODS)[number]["value"]>("0");
  const [shown, setFound] = useState<{ counts: Traffic; since: string | null } | null>(null);
  const found = shown?.counts ?? null;
  const [failed, setFailed] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    const look = async () => {
      const since = days === "0" ? null : new Date(Date.now() - Number(days) * DAY).toISOString();
      try {
        const now = await traffic(client, page.journey, version, since);
        if (!current) return null;
        setFound({ counts: now, since });
        setFailed(null);
      } catch (error) {
        if (current) setFailed(messageOf(error));
      }
      return EVERY;
    };
    const stop = lookAgain(look);
    return () => {
      current = false;
      stop();
    };
  }, [client, days, page.journey, version]);

  const overlay = useMemo(() => {
    if (!shown) return null;
    const { counts, since } = shown;
    const open = (step: string, which: Counted) => {
      const address = peopleOf(page.journey, step, which, version, since);
      window.open(address, "_blank", "noopener");
    };
    return trafficOverlay(OWNER, counts, layer, open);
  }, [shown, layer, page.journey, version]);
  useEffect(() => {
    if (overlay) overlays.show(overlay);
  }, [overlay, overlays]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);

  return (
    <div className="b-form">
      <PassagePicker label="Follow one customer" />
      <Segmented
        label="Show"
        path="layer"
        value={layer}
        options={[
          { value: "here", label: "Here now" },
          { value: "passed", label: "Went on" },
          { value: "failed", label: "Not done" },
          { value: "converted", label: "Goal" },
        ]}
        change={setLayer}
      />
      <p className="b-hint">{MEANT[layer]}</p>
      <div className="b-line-of">
        <Select
          label="On version"
          path="version"
          value={version === null ? "all" : String(version)}
          options={[
            { value: "all", label: "All of them" },
            ...(found?.versions ?? []).map((each) => ({
              value: String(each.version),
              label: `Version ${each.version}${each.is_live ? ", live" : ""}`,
            })),
          ]}
          change={(chosen) => setVersion(chosen === "all" ? null : Number(chosen))}
        />
        <Select label="In" path="period" value={days} options={PERIODS} change={setDays} />
      </div>
      {failed && <p className="b-text-bad">{failed}</p>}
      {found && (
        <>
          {overlay && found.versions.length > 0 && <BySteps overlay={overlay} />}
          <table className="b-table">
            <caption>Customers, by version</caption>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Entered</th>
                <th scope="col">Inside</th>
                <th scope="col">Ended</th>
                <th scope="col">Goal</th>
              </tr>
            </thead>
            <tbody>
              {found.versions.map((each) => (
                <tr key={each.version}>
                  <th scope="row">{each.version}</th>
                  <td>{each.entered}</td>
                  <td>{each.here}</td>
                  <td>{each.ended}</td>
                  <td>{each.reached_goal}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.versions.length > 1 && (
            <p className="b-hint">
              Customers are counted with the version they are on, or ended on, whichever they
              entered on.
            </p>
          )}
          {found.versions.length === 0 && <p className="b-hint">Nobody has entered yet.</p>}
          {found.starting > 0 && <p className="b-hint">About to begin: {found.starting}</p>}
          {found.gone.length > 0 && (
            <section>
              <h3>At steps that this version does not have</h3>
              <ul className="b-reasons">
                {found.gone.map((each) => (
                  <li key={`${each.version} ${each.step}`}>
                    <span>
                      {each.title || stepTitle(journey, each.step)}, version {each.version}
                    </span>
                    <span>{each.here}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <p className="b-hint">
            A count at a step opens its people. Numbers on the lines say how many went that way, the
            first how many entered.
          </p>
        </>
      )}
    </div>
  );
}

/** The counts of the canvas once more, in the order of the flow: on a long journey they lie far apart. */
function BySteps({ overlay: { steps } }: { overlay: Overlay }) {
  const { selection } = useBuilder();
  const journey = useJourney();
  const names = useNames();
  const counted = graphOf(flowOf(journey)).order.flatMap((id) => {
    const marks = steps.get(id)?.marks;
    return marks ? [{ id, marks }] : [];
  });
  return (
    <section>
      <h3>By step</h3>
      {counted.length === 0 && <p className="b-hint">Nobody, at any of them.</p>}
      <ul className="b-reasons">
        {counted.map(({ id, marks }) => (
          <li key={id}>
            <button type="button" className="b-link" onClick={() => selection.choose(id)}>
              {stepTitle(journey, id)}
              <small>{unnamed(journey, id, names)}</small>
            </button>
            <span>
              {marks.map(({ text, title, open }) => (
                <button key={text} type="button" className="b-link" title={title} onClick={open}>
                  {text}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
