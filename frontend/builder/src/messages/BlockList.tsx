/** Blocks, one below the other: added, moved, taken away. */

import type { Block } from "@/definition/templates";
import { Rows } from "@/parts/Rows";
import { useScope, Within } from "@/parts/scope";
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
  const { readOnly } = useScope();
  const kinds = (Object.keys(BLOCKS) as Block["type"][]).filter(
    (type) => !within || type !== "columns",
  );
  return (
    <div>
      <Rows<Block>
        label={label}
        rows={blocks}
        least={1}
        change={change}
        draw={(block, number, replace) => (
          <Within path={within ? String(number) : `blocks.${number}`}>
            <p className="b-form-kind">{BLOCKS[block.type].name}</p>
            <BlockForm block={block} change={replace} />
          </Within>
        )}
      />
      {!readOnly && (
        <div className="b-block-kinds">
          <span className="b-hint">Add</span>
          {kinds.map((type) => (
            <button
              key={type}
              type="button"
              className="b-tool"
              onClick={() => change([...blocks, BLOCKS[type].make()])}
            >
              {BLOCKS[type].name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
