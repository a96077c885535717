/** Looking at something again and again, but not while nobody sees the page. */

/**
 * Looks at once, and again after as many milliseconds as `look` answers; null: never again. Hidden
 * pages wait until they are seen. Answers how to stop.
 */
export function lookAgain(look: () => Promise<number | null>, page: Document = document) {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const seen = () => {
    if (!page.hidden) go();
  };
  const go = () => {
    page.removeEventListener("visibilitychange", seen);
    void look().then((pause) => {
      if (!stopped && pause !== null) timer = setTimeout(rest, pause);
    });
  };
  const rest = () => {
    if (page.hidden) page.addEventListener("visibilitychange", seen);
    else go();
  };
  rest();
  return () => {
    stopped = true;
    clearTimeout(timer);
    page.removeEventListener("visibilitychange", seen);
  };
}
