/** Several values, each of which can be taken away. */

import { Icon } from "./Icon";
import { useScope } from "./scope";

export function Chips({
  label,
  values,
  remove,
}: {
  label: string;
  values: readonly { value: string; label: string }[];
  remove: (value: string) => void;
}) {
  const { readOnly } = useScope();
  if (values.length === 0) return null;
  return (
    <ul className="b-chips" aria-label={label}>
      {values.map((each) => (
        <li key={each.value}>
          <span>{each.label}</span>
          {!readOnly && (
            <button
              type="button"
              aria-label={`Remove ${each.label}`}
              onClick={() => remove(each.value)}
            >
              <Icon name="close" size={11} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
