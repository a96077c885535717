/** The account's health turning to one of these bands starts the journey. */

import { BANDS, bandsOf } from "@/definition/triggers";
import type { Band, HealthTrigger } from "@/definition/types";
import { FieldSet } from "@/parts/Field";
import { Icon, type IconName } from "@/parts/Icon";
import { PageLink } from "@/parts/PageLink";
import { useScope } from "@/parts/scope";
import type { TriggerProps } from "./TriggerFields";

/** Told by its word and its shape; the colour is for those who see it. */
const SHOWN: Readonly<Record<Band, { word: string; shape: IconName }>> = {
  green: { word: "Green", shape: "check" },
  yellow: { word: "Yellow", shape: "warning" },
  red: { word: "Red", shape: "stop" },
};

export function HealthFields({ trigger, change }: TriggerProps<HealthTrigger>) {
  const { readOnly } = useScope();
  const chosen = new Set(bandsOf(trigger));
  const turn = (band: Band, on: boolean) => {
    const next = BANDS.filter((each) => (each === band ? on : chosen.has(each)));
    const [only] = next;
    if (only !== undefined) change({ health: next.length === 1 ? only : next });
  };
  return (
    <FieldSet
      label="To"
      path="health"
      hint={
        <>
          An account that is in the band already has turned before, and does not enter.{" "}
          <PageLink link={{ words: "The health model", page: "/health/model" }} /> says at which
          score each band begins.
        </>
      }
    >
      {() => (
        <div className="b-segmented b-bands">
          {BANDS.map((band) => (
            <label key={band}>
              <input
                type="checkbox"
                checked={chosen.has(band)}
                disabled={readOnly}
                onChange={(event) => turn(band, event.target.checked)}
              />
              <span className={`b-band b-band-${band}`}>
                <Icon name={SHOWN[band].shape} size={14} />
                {SHOWN[band].word}
              </span>
            </label>
          ))}
        </div>
      )}
    </FieldSet>
  );
}
