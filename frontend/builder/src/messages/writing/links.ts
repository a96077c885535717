/** What may stand in the words and in the address of a link. */

/** Nothing in it ends the words of a link. */
export const wordsOf = (typed: string): string => {
  const line = typed.trim().replace(/\s*\n\s*/g, " ");
  return isBalanced(line) ? line : line.replace(/(?<!\\)[[\]]/g, "\\$&");
};

function isBalanced(words: string): boolean {
  let open = 0;
  for (const sign of words.replace(/[^[\]]/g, "")) {
    open += sign === "[" ? 1 : -1;
    if (open < 0 || open > 1) return false;
  }
  return open === 0;
}

/** Nothing in it ends the address of a link; what stands in for it later is left as it is. */
export const addressOf = (typed: string): string =>
  typed
    .trim()
    .split(/(\{\{.*?\}\})/s)
    .map((part, nth) => (nth % 2 ? part : part.replace(/[\s()<>]/g, encoded)))
    .join("");

const encoded = (sign: string): string =>
  `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
