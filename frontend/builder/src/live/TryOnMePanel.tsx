/** A real passage through the live version, for oneself, in fast motion. */

import { useState } from "react";
import { ApiError } from "@/api/client";
import { useBuilder, useJourney } from "@/app/context";
import { NumberField, Text } from "@/parts/fields";
import { Icon } from "@/parts/Icon";

export default function TryOnMePanel() {
  const { client, page, opened } = useBuilder();
  const subject = useJourney((journey) => journey.subject ?? "account");
  const [contact, setContact] = useState("");
  const [seconds, setSeconds] = useState(5);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (opened.live_version === null)
    return (
      <p className="b-panel-empty">Publish it first: what is sent to you is the live version.</p>
    );
  const start = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const { data } = await client<{ enrollment_id: string }>(
        `/journeys/${encodeURIComponent(page.journey)}/test-run`,
        { method: "POST", body: { contact: contact.trim(), seconds_per_day: seconds } },
      );
      window.open(`/enrollments/${data.enrollment_id}`, "_blank", "noopener");
    } catch (error) {
      setFailed(error instanceof ApiError ? error.message : "Something went wrong.");
    }
    setBusy(false);
  };
  return (
    <div className="b-form">
      <p className="b-hint">
        Version {opened.live_version} runs for one contact, a day in a few seconds, and is counted
        nowhere. Its mail is real and goes to that contact
        {subject === "account" ? " or their colleagues" : ""}: name yourself.
      </p>
      <Text
        label="Contact, by mail address"
        path="contact"
        placeholder={page.reader}
        value={contact}
        change={setContact}
      />
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
        disabled={busy || contact.trim() === ""}
        onClick={() => void start()}
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
