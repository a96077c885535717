/** What stands above everything until it is answered. Escape is no. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { useBuilder } from "@/app/context";
import { regainFocus } from "@/app/keyboard";
import { Icon } from "@/parts/Icon";

export function Dialog({
  title,
  close,
  full = false,
  side = false,
  children,
  foot,
}: {
  title: string;
  close: () => void;
  /** Whether it takes all the room there is. */
  full?: boolean;
  /** Whether it stands at the side, so that the journey is seen beside it. It is read first: Enter
   * alone does not do what it asks about. */
  side?: boolean;
  children: ReactNode;
  /** The buttons. */
  foot?: ReactNode;
}) {
  const builder = useBuilder();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const hasDeed = foot !== undefined && !full;
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    // A browser would begin at the button that closes, and Enter would do that.
    (element?.querySelector<HTMLElement>("[data-first]") ?? (hasDeed ? element : null))?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
      // It may be gone, or go with what the dialog was about.
      requestAnimationFrame(() => regainFocus(builder));
    };
  }, [builder, hasDeed]);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={`b-dialog ${full ? "b-dialog-full" : side ? "b-dialog-side" : ""}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        const at = event.target as HTMLElement;
        // What does nothing with Enter, unless it is still held from what opened the dialog.
        const idle =
          hasDeed && !side && !event.repeat && at.matches("dialog, [type=radio], [type=checkbox]");
        const meant = event.ctrlKey || event.metaKey;
        if (event.key !== "Enter" || !(meant || idle)) return;
        event.preventDefault();
        const main = `footer .b-button-main:not(:disabled${meant ? "" : ",.b-button-bad"})`;
        if (hasDeed) return dialog.current?.querySelector<HTMLElement>(main)?.click();
        // Where nothing is asked one is done. What was typed is taken as it is left.
        at.blur();
        close();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" className="b-icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="b-dialog-body">{children}</div>
      {foot && <footer>{foot}</footer>}
    </dialog>
  );
}
