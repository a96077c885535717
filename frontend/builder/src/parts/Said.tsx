/** A sentence with its emphasis; no line breaks within “50 %”. */

import type { Sentence } from "@/sentences/words";

export function Said({ sentence }: { sentence: Sentence }) {
  return sentence.map((run, number) => {
    const text = tied(run.text);
    // biome-ignore lint/suspicious/noArrayIndexKey: a sentence has no other order than its own
    return run.strong ? <strong key={number}>{text}</strong> : text;
  });
}

export const tied = (text: string): string => text.replaceAll(" %", "\u00a0%");
