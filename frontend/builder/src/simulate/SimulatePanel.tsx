/** Flying the journey first: over made-up customers, or over what really happened. */

import { useEffect, useState } from "react";
import { useBuilder, useJourney } from "@/app/context";
import { NumberField, Segmented, Toggle } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { linkKey, type OnStep, type Tone } from "@/state/overlay";
import { isOfAnother } from "@/state/simulating";
import { useStored } from "@/state/store";
import { OfBefore, Progress } from "./Progress";
import { ReportView } from "./ReportView";

const OWNER = "simulate";
const OF_BEFORE = "These numbers are of the journey as it was before your last edit.";
const grouped = new Intl.NumberFormat("en");

export default function SimulatePanel() {
  const { overlays, simulating } = useBuilder();
  const simulated = useStored(simulating, (state) => state);
  const { order, simulation, running } = simulated;
  const [what, setWhat] = useState<"population" | "history">(
    order?.what === "history" ? "history" : "population",
  );
  const [accounts, setAccounts] = useState(order?.accounts ?? 500);
  const journey = useJourney();
  const [days, setDays] = useState(order?.days);
  const [beside, setBeside] = useState(order?.beside === "live");
  const [asked, setAsked] = useState(false);
  // Numbers of the one kind are not shown as those of the other.
  const report = (order?.what === what && simulation?.result?.report) || null;
  const old = isOfAnother(journey, simulated);
  useEffect(() => {
    if (!report) return overlays.hide(OWNER);
    const mark = (text: string, tone: Tone) =>
      old
        ? ({ text, tone: "old", title: OF_BEFORE } as const)
        : { text, tone, ...(report.made_up ? { title: "Of made-up customers" } : {}) };
    const sent = new Map(report.messages.by_step.map((each) => [each.step, each.sent]));
    const last = report.occupancy.at(-1)?.at ?? {};
    const steps = new Map<string, OnStep>();
    for (const [step, count] of sent)
      steps.set(step, { marks: [mark(`${grouped.format(count)} gone out`, "accent")] });
    for (const [step, count] of Object.entries(report.tasks.by_step))
      steps.set(step, {
        marks: [mark(`${grouped.format(count)} ${count === 1 ? "task" : "tasks"}`, "warn")],
      });
    for (const [step, count] of Object.entries(last)) {
      const marks = steps.get(step)?.marks ?? [];
      steps.set(step, {
        marks: [...marks, mark(`${grouped.format(count)} here at the end`, "calm")],
      });
    }
    const entered = mark(grouped.format(report.entries.entered), "calm");
    overlays.show({ owner: OWNER, steps, links: new Map([[linkKey("", "next"), entered]]) });
  }, [overlays, report, old]);
  useEffect(() => () => overlays.hide(OWNER), [overlays]);
  const start = (over: typeof what) => {
    setWhat(over);
    setAsked(true);
    simulating.start({
      what: over,
      accounts,
      ...(over === "population" && days ? { days } : {}),
      ...(beside ? { beside: "live" as const } : {}),
    });
  };
  return (
    <div className="b-form">
      <Segmented
        label="Over"
        path="what"
        value={what}
        options={[
          { value: "population", label: "Made-up customers" },
          { value: "history", label: "What really happened" },
        ]}
        change={setWhat}
      />
      <div className="b-line-of">
        <NumberField
          label="Accounts, at most"
          path="accounts"
          min={1}
          max={5000}
          value={accounts}
          change={(value) => setAccounts(Math.min(5000, Math.max(1, value ?? 1)))}
        />
        {what === "population" && (
          <NumberField
            label="Days"
            path="days"
            min={1}
            max={400}
            placeholder="enough"
            value={days ?? report?.days}
            change={setDays}
          />
        )}
      </div>
      <p className="b-hint">
        {what === "population"
          ? "They do what the journey asks about, some soon, some late, some never. Unless you say for how many days, they are watched until the longest typical way is over."
          : "Accounts for which something would have started it in the last 90 days, with what they really did, up to now."}
      </p>
      <Toggle
        label="Beside the other live journeys"
        value={beside}
        change={setBeside}
        hint="Their messages count towards the same limits."
      />
      <button
        type="button"
        className="b-button b-button-main"
        aria-disabled={running}
        onClick={() => start(what)}
      >
        <Icon name="play" size={14} />
        Simulate
      </button>
      <Progress of={simulating} />
      {simulation?.status === "cancelled" && <p className="b-hint">Stopped.</p>}
      {report && old && <OfBefore said={`${OF_BEFORE} Simulate again.`} />}
      {report && (
        <div className={old ? "b-old" : undefined}>
          <ReportView report={report} arrived={asked} instead={() => start("population")} />
        </div>
      )}
    </div>
  );
}
