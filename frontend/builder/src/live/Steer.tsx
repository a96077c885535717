/** Leading one customer on: past a wait, elsewhere, to another try, or out. Each with a reason. */

import { useRef, useState } from "react";
import { messageOf } from "@/api/client";
import { type Now, type Order, steer } from "@/api/enrollments";
import { useBuilder, useJourney } from "@/app/context";
import { Select, Text } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { stepTitle } from "@/sentences/words";

type What = Order["what"];

const NAMES: Readonly<Record<What, string>> = {
  "skip-wait": "Skip the wait",
  move: "Move them",
  retry: "Try again",
  exit: "Take them out",
};

interface Props {
  enrollment: string;
  now: Now;
  done: () => void;
}

export function Steer({ enrollment, now, done }: Props) {
  const [what, setWhat] = useState<What | null>(null);
  const { can } = now;
  const open = can.refused === null && now.step !== null;
  const offered: What[] = [
    ...(open && can.skip.length > 0 ? (["skip-wait"] as const) : []),
    ...(open && can.move.length > 0 ? (["move"] as const) : []),
    ...(open && (can.retry || can.retry_steps.length > 0) ? (["retry"] as const) : []),
    ...(now.exit_request === null ? (["exit"] as const) : []),
  ];
  const chosen = what !== null && offered.includes(what) ? what : null;
  return (
    <section className="b-steer">
      {can.refused && <p className="b-hint">{can.refused}</p>}
      <div className="b-form-acts">
        {offered.map((each) => (
          <button
            key={each}
            type="button"
            className="b-button"
            aria-expanded={chosen === each}
            onClick={() => setWhat(chosen === each ? null : each)}
          >
            {NAMES[each]}
          </button>
        ))}
      </div>
      {chosen !== null && (
        <OrderForm
          key={`${chosen} ${now.step} ${now.visit}`}
          what={chosen}
          enrollment={enrollment}
          now={now}
          done={() => {
            setWhat(null);
            done();
          }}
        />
      )}
    </section>
  );
}

function OrderForm({ what, enrollment, now, done }: Props & { what: What }) {
  const { client, announcer } = useBuilder();
  const journey = useJourney();
  const [outlet, setOutlet] = useState(now.can.skip[0]?.outlet ?? "");
  const [to, setTo] = useState("");
  const [again, setAgain] = useState<"no" | "yes">("no");
  const [step, setStep] = useState(now.can.retry ? "" : (now.can.retry_steps[0] ?? ""));
  const [reason, setReason] = useState("");
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [unsaid, setUnsaid] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const target = now.can.move.find((each) => each.step === to);
  const order = (): Order => {
    if (what === "skip-wait") return { what, outlet };
    if (what === "move") return { what, to, again: again === "yes" };
    if (what === "retry") return { what, step: step || null };
    return { what };
  };
  const give = async () => {
    if (!reason.trim()) {
      setUnsaid(true);
      form.current?.querySelector("input")?.focus();
      return;
    }
    setBusy(true);
    setFailed(null);
    try {
      await steer(client, enrollment, now, order(), reason.trim());
      announcer.say(`${NAMES[what]}: done.`);
      done();
    } catch (error) {
      setFailed(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
      className="b-order"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      {what === "skip-wait" && (
        <Select
          label="Go on"
          path="outlet"
          value={outlet}
          options={now.can.skip.map((way) => ({
            value: way.outlet,
            label: `${way.words}: “${way.to_title}”`,
          }))}
          change={setOutlet}
        />
      )}
      {what === "move" && (
        <Select
          label="To the step"
          path="to"
          value={to}
          options={[
            { value: "", label: "Choose a step" },
            ...now.can.move.map((each) => ({
              value: each.step,
              label: each.again.includes(each.step) ? `${each.title} (had already)` : each.title,
            })),
          ]}
          change={setTo}
        />
      )}
      {what === "move" && target !== undefined && target.again.length > 0 && (
        <Select<"no" | "yes">
          label="What they have had"
          path="again"
          value={again}
          options={[
            { value: "no", label: "is passed over when they come by" },
            {
              value: "yes",
              label: "is done again: mails are sent once more, tasks asked once more",
            },
          ]}
          change={setAgain}
        />
      )}
      {what === "retry" && now.can.retry_steps.length > 0 && (
        <Select
          label="What"
          path="step"
          value={step}
          options={[
            ...(now.can.retry ? [{ value: "", label: "What keeps failing now" }] : []),
            ...now.can.retry_steps.map((each) => ({
              value: each,
              label: `Back to “${stepTitle(journey, each)}”`,
            })),
          ]}
          change={setStep}
        />
      )}
      <Text
        label="Reason (needed)"
        path="reason"
        hint={
          unsaid &&
          !reason.trim() && (
            <span className="b-text-bad" role="alert">
              Say why. Then press the button again.
            </span>
          )
        }
        placeholder="Stays in their story, with your name"
        value={reason}
        change={setReason}
      />
      {failed && (
        <p className="b-wrong-box" role="alert">
          <Icon name="error" /> {failed}
        </p>
      )}
      <button
        type="submit"
        className="b-button b-button-main"
        disabled={busy || (what === "move" && to === "")}
      >
        {NAMES[what]}
      </button>
    </form>
  );
}
