/** A sentence with its emphasis. */

import type { Sentence } from "@/sentences/words";

export function Said({ sentence }: { sentence: Sentence }) {
  return sentence.map((run, number) =>
    run.strong ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no other order than its own
      <strong key={number}>{run.text}</strong>
    ) : (
      run.text
    ),
  );
}
