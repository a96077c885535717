/** What may wait until an edit is seen, so that it is seen at once. */

/** A page that nobody sees is not painted. */
const AT_LATEST = 250;

/** Calls back when what has just been changed is on the screen. Returns how to call it off. */
export function oncePainted(then: () => void): () => void {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = () => {
    if (frame) cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const now = () => {
    forget();
    then();
  };
  timer = setTimeout(now, AT_LATEST);
  if (typeof requestAnimationFrame === "undefined") return forget;
  // The first frame is about to be painted, the second follows when it has been.
  frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      frame = 0;
      clearTimeout(timer);
      timer = setTimeout(then);
    });
  });
  return forget;
}
