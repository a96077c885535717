/** A real passage through the draft for oneself, in fast motion: nobody else gets anything of it. */

import { useEffect, useState } from "react";
import { messageOf } from "@/api/client";
import { customerOf, searchCustomers } from "@/api/customers";
import { tryOut } from "@/api/enrollments";
import { useBuilder, useJourney } from "@/app/context";
import { NumberField } from "@/parts/fields";
import { Icon } from "@/parts/Icon";
import { SamplePicker } from "@/parts/SamplePicker";
import { useStored } from "@/state/store";

export default function TryOnMePanel() {
  const { client, page, sample, saving, following, panels } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const [seconds, setSeconds] = useState(5);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Nobody there is yet whom one could be.
  const [isNobody, setIsNobody] = useState(false);
  const subject = useJourney((journey) => journey.subject ?? "account");
  useEffect(() => {
    // Nobody made up can be written to: the first real customer is as good as any to begin with.
    if (sample.getState() !== null) return;
    let current = true;
    searchCustomers(client, subject, "")
      .then(([first]) => {
        if (!current) return;
        setIsNobody(first === undefined);
        if (first && sample.getState() === null) sample.choose(first);
      })
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [client, subject, sample]);
  const begin = async () => {
    setBusy(true);
    setFailed(null);
    try {
      if (!(await saving.flush())) {
        setFailed("The draft is not saved, and what is saved is not what you see. See above.");
        setBusy(false);
        return;
      }
      const enrollment = await tryOut(
        client,
        page.journey,
        customerOf(customer),
        seconds,
        page.reader,
      );
      following.follow(enrollment);
      panels.open("path");
    } catch (error) {
      setFailed(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <div className="b-form">
      <p>
        The draft runs for real, with a customer of yours and a day in a few seconds, and all of it
        comes to <strong>{page.reader}</strong>: every mail, every task. The customer gets nothing,
        nobody is called, no trait is changed, and it is counted nowhere.
      </p>
      <SamplePicker label="As if you were" />
      {customer === null && isNobody && (
        <p className="b-hint">
          There is no customer yet, and it takes one to begin: what is waited for is what they do.{" "}
          <a href="/imports/new">Import a file</a> with one line, such as your own company and
          yourself, and come back. Until then, somebody made up can be{" "}
          <button type="button" className="b-link" onClick={() => panels.open("walk")}>
            walked through
          </button>
          , with every message shown.
        </p>
      )}
      {customer === null && !isNobody && (
        <p className="b-hint">
          Choose a real customer: what is waited for is what they do. Somebody made up can be{" "}
          <button type="button" className="b-link" onClick={() => panels.open("walk")}>
            walked through
          </button>
          .
        </p>
      )}
      <NumberField
        label="Seconds for a day"
        path="seconds"
        min={1}
        max={3600}
        value={seconds}
        change={(value) => setSeconds(Math.max(1, value ?? 5))}
      />
      <button
        type="button"
        className="b-button b-button-main"
        disabled={busy || customer === null}
        onClick={() => void begin()}
      >
        <Icon name="play" size={14} />
        Begin
      </button>
      {failed && (
        <p className="b-wrong-box" role="alert">
          <Icon name="error" /> {failed}
        </p>
      )}
    </div>
  );
}
