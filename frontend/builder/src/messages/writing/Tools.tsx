/** What can be put in a text: bold, lists, links, fields. One stop on the way back from the text. */

import { type ReactNode, useLayoutEffect, useRef } from "react";

const toolsIn = (bar: Element | null) => [...(bar?.querySelectorAll<HTMLElement>(".b-tool") ?? [])];

/** Tab leads into a text, past its tools; from there it is Shift Tab to the one used last. */
export function backToTools(event: KeyboardEvent): void {
  if (event.key !== "Tab" || !event.shiftKey || event.defaultPrevented) return;
  const tools = toolsIn((event.target as Element).closest(".b-merge"));
  const to = tools.find((tool) => tool.hasAttribute("data-stop")) ?? tools[0];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

export function Tools({ label, children }: { label: string; children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  const stopAt = (at: Element | undefined) => {
    for (const tool of toolsIn(bar.current)) tool.toggleAttribute("data-stop", tool === at);
  };
  useLayoutEffect(() => {
    for (const tool of toolsIn(bar.current)) tool.tabIndex = -1;
  }, []);
  return (
    <div
      ref={bar}
      className="b-merge-tools"
      role="toolbar"
      aria-label={label}
      onMouseDown={(event) => {
        // One goes on where one was in the text: a browser would lead to the words of the tool.
        if ((event.target as Element).closest("button.b-tool")) event.preventDefault();
      }}
      onFocus={({ target }) => {
        if (target.matches(".b-tool")) stopAt(target);
      }}
      onKeyDown={(event) => {
        const all = toolsIn(bar.current);
        const at = all.indexOf(event.target as HTMLElement);
        const to = {
          ArrowRight: at + 1,
          ArrowLeft: at - 1 + all.length,
          Home: 0,
          End: all.length - 1,
        }[event.key];
        if (at < 0 || to === undefined) return;
        event.preventDefault();
        all[to % all.length]?.focus();
      }}
    >
      {children}
    </div>
  );
}

export function Tool({
  name,
  held,
  act,
  children,
}: {
  name: string;
  /** Whether it is so already where one writes. */
  held?: boolean;
  act: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" className="b-tool" title={name} aria-pressed={held} onClick={act}>
      <span aria-hidden="true">{children}</span>
      <span className="unseen">{name}</span>
    </button>
  );
}
