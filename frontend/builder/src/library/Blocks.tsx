/** A list of blocks by itself, outside of any journey. */

import { useMemo, useState } from "react";
import { clientFor } from "@/api/client";
import type { Builder } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import type { Block } from "@/definition/templates";
import type { Journey } from "@/definition/types";
import { BLOCKS } from "@/messages/BlockForm";
import { BlockList } from "@/messages/BlockList";
import { ScopeProvider } from "@/parts/scope";
import { documentOf } from "@/state/document";
import { createStore } from "@/state/store";

export interface BlocksProps {
  /** Of the field they stand in: no two on a page have the same. */
  name: string;
  csrf: string;
  first: readonly Block[];
  changed: (blocks: readonly Block[]) => void;
}

const NO_JOURNEY = { steps: {} } as unknown as Journey;

/** Whether all of them can be drawn. */
export function known(read: unknown): read is Block[] {
  return (
    Array.isArray(read) &&
    read.every((block) => Object.hasOwn(BLOCKS, (block as Partial<Block> | null)?.type ?? ""))
  );
}

export function Blocks({ name, csrf, first, changed }: BlocksProps) {
  const [blocks, setBlocks] = useState(first);
  // Of the builder, the forms of blocks use no more than this.
  const builder = useMemo(
    () =>
      ({
        client: clientFor(csrf),
        readOnly: false,
        document: documentOf(NO_JOURNEY),
        sample: createStore(null),
      }) as unknown as Builder,
    [csrf],
  );
  return (
    <BuilderProvider builder={builder}>
      <ScopeProvider base={name} problems={[]} readOnly={false} field={null} led={null}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in a line is no wish to send the page's form */}
        <div
          onKeyDown={(event) => {
            if (event.key === "Enter" && event.target instanceof HTMLInputElement)
              event.preventDefault();
          }}
        >
          <BlockList
            label="Blocks"
            blocks={blocks}
            change={(next) => {
              setBlocks(next);
              changed(next);
            }}
          />
        </div>
      </ScopeProvider>
    </BuilderProvider>
  );
}
