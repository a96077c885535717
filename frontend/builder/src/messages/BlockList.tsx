/** Blocks, one below the other: added, moved, taken away. */

import type { Block } from "@/definition/templates";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { BLOCKS, BlockForm } from "./BlockForm";

export function BlockList({
  label,
  blocks,
  change,
  within = false,
}: {
  label: string;
  blocks: readonly Block[];
  change: (blocks: Block[]) => void;
  /** Whether they stand in a column, which holds no columns. */
  within?: boolean;
}) {
  const kinds = (Object.keys(BLOCKS) as Block["type"][]).filter(
    (type) => !within || type !== "columns",
  );
  return (
    <Rows<Block>
      label={label}
      rows={blocks}
      least={1}
      nameOf={(block, number) => `${BLOCKS[block.type].name.toLowerCase()}, block ${number + 1}`}
      change={change}
      draw={(block, number, replace) => (
        <Within path={within ? String(number) : `blocks.${number}`}>
          <p className="b-form-kind">{BLOCKS[block.type].name}</p>
          <BlockForm block={block} change={replace} />
        </Within>
      )}
      more={(add) => (
        // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
        <div className="b-block-kinds" role="group" aria-label="Add a block">
          <span className="b-hint">Add</span>
          {kinds.map((type) => (
            <button
              key={type}
              type="button"
              className="b-tool"
              onClick={() => add(BLOCKS[type].make())}
            >
              {BLOCKS[type].name}
            </button>
          ))}
        </div>
      )}
    />
  );
}
