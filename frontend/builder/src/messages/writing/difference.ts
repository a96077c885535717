export interface Replaced {
  from: number;
  to: number;
  insert: string;
}

/** The least that has to be replaced. */
export function difference(now: string, then: string): Replaced {
  const most = Math.min(now.length, then.length);
  let from = 0;
  while (from < most && now[from] === then[from]) from++;
  let behind = 0;
  while (behind < most - from && now.at(-1 - behind) === then.at(-1 - behind)) behind++;
  return { from, to: now.length - behind, insert: then.slice(from, then.length - behind) };
}

/** The same in each line, so that all between stays where it is; in one where there are other lines. */
export function differences(now: string, then: string): Replaced[] {
  const lines = now.split("\n");
  const wanted = then.split("\n");
  if (lines.length !== wanted.length) return [difference(now, then)];
  let begins = 0;
  return lines.map((line, nth) => {
    const { from, to, insert } = difference(line, wanted[nth] ?? "");
    const own = { from: begins + from, to: begins + to, insert };
    begins += line.length + 1;
    return own;
  });
}
