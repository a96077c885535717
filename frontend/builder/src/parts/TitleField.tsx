/** What something is called, as the heading of its form: as many lines as it takes. */

import { useBuilder } from "@/app/context";
import { Icon } from "./Icon";

export function TitleField({
  label,
  value,
  change,
  placeholder,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  placeholder?: string;
}) {
  const { document, readOnly } = useBuilder();
  return (
    <label className="b-title-field">
      {/* It is as large as what it says, which stands below it unseen: `styles/forms.css`. */}
      <span data-says={value || placeholder}>
        <textarea
          className="b-form-title"
          aria-label={label}
          rows={1}
          value={value}
          placeholder={placeholder}
          readOnly={readOnly}
          onChange={(event) => change(event.target.value.replace(/\n/g, " "))}
          // It is one line of text, wherever it breaks.
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.blur();
          }}
          onBlur={document.seal}
        />
      </span>
      {!readOnly && <Icon name="pencil" size={14} />}
    </label>
  );
}
