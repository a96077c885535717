/** Some of what there is to choose from, in the order they were chosen in. */

import { nameInWords } from "@/sentences/words";
import { Chips } from "./Chips";
import { Combobox } from "./Combobox";
import type { Offer } from "./choosing";
import type { IconName } from "./Icon";

export function SeveralField<Value extends string>({
  label,
  path,
  icon,
  placeholder,
  offers,
  nothing,
  value,
  change,
}: {
  label: string;
  path: string;
  icon: IconName;
  /** What stands there before one is chosen, and afterwards. */
  placeholder: readonly [none: string, some: string];
  offers: readonly (Offer & { value: Value })[];
  /** What is said when none is left. */
  nothing: string;
  value: readonly Value[];
  change: (values: Value[]) => void;
}) {
  // A draft that was written by hand may hold anything.
  const chosen = Array.isArray(value) ? (value as readonly Value[]) : [];
  const nameOf = (key: Value) =>
    offers.find((each) => each.value === key)?.label ?? nameInWords(key);
  return (
    <>
      <Combobox
        label={label}
        path={path}
        icon={icon}
        placeholder={placeholder[chosen.length === 0 ? 0 : 1]}
        value=""
        offers={offers.filter((each) => !chosen.includes(each.value))}
        nothing={nothing}
        change={(added) => change([...chosen, added as Value])}
      />
      <Chips
        label={label}
        values={chosen.map((key) => ({ value: key, label: nameOf(key) }))}
        remove={(key) => change(chosen.filter((each) => each !== key))}
      />
    </>
  );
}
