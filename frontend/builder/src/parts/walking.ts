/** Keys along a list of buttons: arrows round and round, Home and End, letters to what begins so. */

/** Returns whether it was one of them. */
export function walk(event: React.KeyboardEvent, lines: readonly HTMLElement[]): boolean {
  const at = lines.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: (at + 1) % lines.length,
    ArrowUp: (at - 1 + lines.length) % lines.length,
    Home: 0,
    End: lines.length - 1,
  }[event.key];
  if (to !== undefined) lines[to]?.focus();
  else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
    const after = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
    const letter = event.key.toLowerCase();
    after.find((line) => line.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  } else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
