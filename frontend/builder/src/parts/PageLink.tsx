/** A page where something is put right, in a window of its own: what is edited here stays as it is. */

import type { Problem } from "@/model/problem";

export const PageLink = ({ link }: Pick<Problem, "link">) =>
  link ? (
    <a className="b-link" href={link.page} target="_blank" rel="noopener">
      {link.words}
    </a>
  ) : null;
