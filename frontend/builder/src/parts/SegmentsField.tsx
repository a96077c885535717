/** Some of the segments there are, in the order they were chosen in. */

import { nameInWords } from "@/sentences/words";
import { Chips } from "./Chips";
import { Combobox } from "./Combobox";
import { useSegments } from "./offers";

export function SegmentsField({
  label,
  path,
  value,
  change,
}: {
  label: string;
  path: string;
  value: readonly string[];
  change: (segments: string[]) => void;
}) {
  const segments = useSegments();
  // A draft that was written by hand may hold anything.
  const chosen = Array.isArray(value) ? value : [];
  const nameOf = (key: string) =>
    segments.find((each) => each.value === key)?.label ?? nameInWords(key);
  const rest = segments.filter((each) => !chosen.includes(each.value));
  return (
    <>
      <Combobox
        label={label}
        path={path}
        icon="people"
        placeholder={chosen.length === 0 ? "None" : "Add a segment"}
        value=""
        offers={rest}
        nothing={segments.length === 0 ? "There are no segments yet." : "All segments are chosen."}
        change={(segment) => change([...chosen, segment])}
      />
      <Chips
        label={label}
        values={chosen.map((key) => ({ value: key, label: nameOf(key) }))}
        remove={(key) => change(chosen.filter((each) => each !== key))}
      />
    </>
  );
}
