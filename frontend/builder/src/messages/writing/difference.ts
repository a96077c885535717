/** The least that has to be replaced. */
export function difference(
  now: string,
  then: string,
): { from: number; to: number; insert: string } {
  const most = Math.min(now.length, then.length);
  let from = 0;
  while (from < most && now[from] === then[from]) from++;
  let behind = 0;
  while (behind < most - from && now.at(-1 - behind) === then.at(-1 - behind)) behind++;
  return { from, to: now.length - behind, insert: then.slice(from, then.length - behind) };
}
