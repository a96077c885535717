/** What can be put in a text: bold, lists, links, fields. One stop for Tab, as a toolbar is. */

import { type ReactNode, useLayoutEffect, useRef } from "react";

const toolsIn = (bar: Element | null) => [...(bar?.querySelectorAll<HTMLElement>(".b-tool") ?? [])];

export function Tools({ label, children }: { label: string; children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  const stopAt = (at: Element | undefined) => {
    for (const tool of toolsIn(bar.current)) tool.tabIndex = tool === at ? 0 : -1;
  };
  useLayoutEffect(() => {
    for (const [nth, tool] of toolsIn(bar.current).entries()) tool.tabIndex = nth ? -1 : 0;
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
