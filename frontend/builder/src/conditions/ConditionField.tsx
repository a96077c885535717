/**
 * A condition as a form: rows that each ask one thing, joined by all or any, as deep as needed. What
 * it asks as a whole stands above it as a sentence.
 */

import { useEffect, useId, useState } from "react";
import { useJourney, useNames } from "@/app/context";
import type { Condition } from "@/definition/types";
import { useLed, useTouched } from "@/parts/Field";
import { Said } from "@/parts/Said";
import { useScope, Within } from "@/parts/scope";
import { conditionSentence } from "@/sentences/conditions";
import { stepTitle } from "@/sentences/words";
import { Part } from "./Part";
import type { Standing } from "./standing";
import { type Place, type Placed, partAt } from "./tree";

export interface ConditionFieldProps {
  label: string;
  path: string;
  value: Condition | undefined;
  change: (value: Condition) => void;
  standing: Standing;
  /** Whose properties `where` asks for. */
  event?: string;
  /** Whether the label is only for those who cannot see where the field stands. */
  quiet?: boolean;
}

export function ConditionField(props: ConditionFieldProps) {
  const { label, path, value, change, standing, event = "", quiet = false } = props;
  const journey = useJourney();
  const names = useNames();
  const box = useLed<HTMLDivElement>(path);
  const touched = useTouched("");
  const { drawn } = useScope();
  // Where nothing had the focus, it was added elsewhere, and takes none.
  const [isAdded] = useState(() => drawn.current && document.activeElement !== document.body);
  const root = value ?? {};
  const many = JSON.stringify(root).match(/"(all|any|not)":/) !== null;
  const form = useId();
  const [wanted, setWanted] = useState<Place | null>(null);
  // A new one takes the focus when what has added it is gone.
  useEffect(() => {
    if (isAdded && document.activeElement === document.body) focusAt(form, []);
  }, [form, isAdded]);
  useEffect(() => {
    if (wanted === null) return;
    focusAt(form, wanted);
    setWanted(null);
  }, [form, wanted]);
  // The focus goes along with what has been moved, and to what is new.
  const edit = (next: Condition, place?: Place) => {
    change(next);
    if (place) setWanted(partAt(next, place) ? place : []);
  };
  const tree = {
    form,
    root,
    standing,
    event,
    edit,
    go: (placed: Placed | undefined) => placed && edit(placed.condition, placed.place),
  };
  return (
    <div ref={box} {...touched}>
      <fieldset className="b-condition">
        <legend className={quiet ? "unseen" : undefined}>{label}</legend>
        {many && (
          <p className="b-condition-said">
            <Said sentence={conditionSentence(root, (id) => stepTitle(journey, id), names)} />
          </p>
        )}
        <Within path={path}>
          <Part tree={tree} place={[]} condition={root} within={null} />
        </Within>
      </fieldset>
    </div>
  );
}

function focusAt(form: string, place: Place): void {
  const part = document.getElementById(`${form}-${place.join("-")}`);
  part?.querySelector<HTMLElement>("input, select, button")?.focus();
}
