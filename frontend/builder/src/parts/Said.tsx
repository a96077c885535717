/** A sentence with its emphasis; no line breaks within “50 %”. */

import type { Sentence } from "@/sentences/words";

export function Said({ sentence }: { sentence: Sentence }) {
  return sentence.map((run, number) => {
    const text = run.text.replaceAll(" %", "\u00a0%");
    // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no other order than its own
    return run.strong ? <strong key={number}>{text}</strong> : text;
  });
}
