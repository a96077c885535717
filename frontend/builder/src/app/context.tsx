/** How components reach the builder they stand in. */

import { createContext, type ReactNode, useContext } from "react";
import type { Vocabulary } from "@/api/vocabulary";
import type { Journey } from "@/definition/types";
import type { Names } from "@/sentences/names";
import { type Asked, useAsked } from "@/state/asked";
import { namesOf } from "@/state/names";
import { useStored } from "@/state/store";
import type { Builder } from "./builder";

const Context = createContext<Builder | null>(null);

export function BuilderProvider({ builder, children }: { builder: Builder; children: ReactNode }) {
  return <Context value={builder}>{children}</Context>;
}

export function useBuilder(): Builder {
  const builder = useContext(Context);
  if (!builder) throw new Error("This stands outside of the builder.");
  return builder;
}

/** The journey, or a part of it; drawn again when that part changes. */
export function useJourney(): Journey;
export function useJourney<Part>(part: (journey: Journey) => Part): Part;
export function useJourney<Part>(part?: (journey: Journey) => Part): Part | Journey {
  const { document } = useBuilder();
  return useStored<ReturnType<typeof document.getState>, Part | Journey>(document, (history) =>
    part ? part(history.present) : history.present,
  );
}

/** What is called how, as far as it is known by now. */
export const useNames = (): Names => namesOf(useVocabulary().data);

/** What this installation knows; `data` is null until it has answered. */
export function useVocabulary(): Asked<Vocabulary> {
  return useAsked(useBuilder().vocabulary);
}
