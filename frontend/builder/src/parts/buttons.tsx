/** Buttons, each with what it says or what its icon means. */

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { Icon, type IconName } from "./Icon";

export interface ButtonProps {
  act: () => void;
  children: ReactNode;
  icon?: IconName;
  tone?: "plain" | "main" | "quiet" | "bad";
  off?: boolean;
}

const TONES = {
  plain: "b-button",
  main: "b-button b-button-main",
  quiet: "b-button b-button-quiet",
  bad: "b-button b-text-bad",
} as const;

export function Button({ act, children, icon, tone = "plain", off = false }: ButtonProps) {
  return (
    <button type="button" className={TONES[tone]} disabled={off} onClick={act}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

/** `label` is what it says to those who cannot see the icon, and on hovering. */
export function IconButton({
  label,
  icon,
  act,
  off = false,
}: {
  label: string;
  icon: IconName;
  act: () => void;
  off?: boolean;
}) {
  return (
    <button
      type="button"
      className="b-row-act"
      aria-label={label}
      title={label}
      disabled={off}
      onClick={act}
    >
      <Icon name={icon} size={14} />
    </button>
  );
}

/**
 * Adds one more of what stands above it. A field there keeps the focus until the button is let go:
 * what is said below a field goes as it is left, and the button would go from under the pointer.
 */
export function AddButton({ act, children }: { act: () => void; children: ReactNode }) {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return (
    <button
      type="button"
      className="b-add-row"
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        const button = event.currentTarget;
        // The field is left first, so that what was typed in it is kept, and is a step back of its own.
        flushSync(() => button.focus());
        latest.current();
      }}
    >
      <Icon name="plus" size={13} />
      {children}
    </button>
  );
}
