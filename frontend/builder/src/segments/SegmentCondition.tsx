/** The condition's form by itself, outside of any journey. */

import { useMemo, useState } from "react";
import { clientFor } from "@/api/client";
import { vocabulary } from "@/api/vocabulary";
import type { Builder } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import { ConditionField } from "@/conditions/ConditionField";
import type { Condition, Journey } from "@/definition/types";
import { questionOf } from "@/state/asked";
import { documentOf } from "@/state/document";
import { type Kind, outsideOfJourneys, wordsFor } from "./words";

export interface SegmentConditionProps {
  kind: Kind;
  csrf: string;
  /** The key of the segment itself, which cannot be asked for. */
  own: string;
  first: Condition;
  changed: (condition: Condition) => void;
}

const NO_JOURNEY = { steps: {} } as unknown as Journey;

export function SegmentCondition({ kind, csrf, own, first, changed }: SegmentConditionProps) {
  const [value, setValue] = useState(first);
  const builder = useMemo(() => {
    const client = clientFor(csrf);
    // Of the builder, a condition's fields use no more than this.
    return {
      client,
      readOnly: false,
      document: documentOf(NO_JOURNEY),
      vocabulary: questionOf(async () => wordsFor(kind, own, await vocabulary(client))),
    } as unknown as Builder;
  }, [kind, own, csrf]);
  return (
    <BuilderProvider builder={builder}>
      <ConditionField
        label="Who is in it"
        quiet
        path="condition"
        standing="segment"
        value={value}
        change={(next) => {
          const asked = outsideOfJourneys(next);
          setValue(asked);
          changed(asked);
        }}
      />
    </BuilderProvider>
  );
}
