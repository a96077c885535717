/** One block of a designed mail. */

import type { Block, ColumnsBlock, ListBlock, SimpleBlock } from "@/definition/templates";
import { withKey } from "@/definition/without";
import { More } from "@/parts/Field";
import { NumberField, Segmented } from "@/parts/fields";
import { Rows } from "@/parts/Rows";
import { Within } from "@/parts/scope";
import { BlockList } from "./BlockList";
import { MergeText } from "./MergeText";
import { OnlyIf } from "./OnlyIf";

export const BLOCKS: Readonly<Record<Block["type"], { name: string; make: () => Block }>> = {
  heading: { name: "Heading", make: () => ({ type: "heading", text: "" }) },
  text: { name: "Text", make: () => ({ type: "text", markdown: "" }) },
  button: { name: "Button", make: () => ({ type: "button", label: "", url: "" }) },
  image: { name: "Picture", make: () => ({ type: "image", src: "", alt: "" }) },
  list: { name: "List", make: () => ({ type: "list", items: [{ title: "" }] }) },
  quote: { name: "Quote", make: () => ({ type: "quote", text: "" }) },
  columns: {
    name: "Columns",
    make: () => ({
      type: "columns",
      columns: [[{ type: "text", markdown: "" }], [{ type: "text", markdown: "" }]],
    }),
  },
  divider: { name: "Line", make: () => ({ type: "divider" }) },
  spacer: { name: "Space", make: () => ({ type: "spacer", height: 24 }) },
};

interface BlockProps<B extends Block> {
  block: B;
  change: (block: B) => void;
}

export function BlockForm({ block, change }: BlockProps<Block>) {
  return (
    <>
      <Fields block={block} change={change} />
      <More label="Only for some" open={block.if !== undefined}>
        <OnlyIf
          value={block.if ?? ""}
          change={(condition) => change(withKey(block, "if", condition || undefined))}
        />
      </More>
    </>
  );
}

function Fields({ block, change }: BlockProps<Block>) {
  switch (block.type) {
    case "heading":
      return (
        <>
          <MergeText
            label="Heading"
            quiet
            path="text"
            value={block.text}
            change={(text) => change({ ...block, text })}
          />
          <Segmented
            label="Size"
            quiet
            path="level"
            value={String(block.level ?? 1) as "1" | "2" | "3"}
            options={[
              { value: "1", label: "Large" },
              { value: "2", label: "Middle" },
              { value: "3", label: "Small" },
            ]}
            change={(level) => change({ ...block, level: Number(level) as 1 | 2 | 3 })}
          />
        </>
      );
    case "text":
      return (
        <MergeText
          label="Text"
          quiet
          markdown
          lines={4}
          path="markdown"
          value={block.markdown}
          change={(markdown) => change({ ...block, markdown })}
        />
      );
    case "button":
      return (
        <>
          <MergeText
            label="What it says"
            path="label"
            value={block.label}
            change={(label) => change({ ...block, label })}
          />
          <MergeText
            label="Where it leads"
            path="url"
            address
            value={block.url}
            change={(url) => change({ ...block, url })}
          />
        </>
      );
    case "image":
      return (
        <>
          <MergeText
            label="Address of the picture"
            path="src"
            address
            value={block.src}
            change={(src) => change({ ...block, src })}
          />
          <MergeText
            label="What it shows, for those who do not see it"
            path="alt"
            value={block.alt}
            change={(alt) => change({ ...block, alt })}
          />
        </>
      );
    case "quote":
      return (
        <>
          <MergeText
            label="What was said"
            markdown
            lines={2}
            path="text"
            value={block.text}
            change={(text) => change({ ...block, text })}
          />
          <MergeText
            label="By whom"
            path="by"
            value={block.by ?? ""}
            change={(by) => change(withKey(block, "by", by || undefined))}
          />
        </>
      );
    case "spacer":
      return (
        <NumberField
          label="Height"
          path="height"
          min={4}
          max={200}
          value={block.height}
          change={(height) => change({ ...block, height: height ?? 24 })}
        />
      );
    case "list":
      return <ListFields block={block} change={change} />;
    case "columns":
      return <ColumnFields block={block} change={change} />;
    case "divider":
      return null;
  }
}

function ListFields({ block, change }: BlockProps<ListBlock>) {
  return (
    <Rows<ListBlock["items"][number]>
      label="Things"
      rows={block.items}
      least={1}
      change={(items) => change({ ...block, items })}
      make={() => ({ title: "" })}
      add="Add one"
      draw={(item, number, replace) => (
        <Within path={`items.${number}`}>
          <MergeText
            label="Title"
            quiet
            path="title"
            value={item.title}
            change={(title) => replace({ ...item, title })}
          />
          <MergeText
            label="More of it"
            quiet
            path="text"
            placeholder="More of it"
            value={item.text ?? ""}
            change={(text) => replace(withKey(item, "text", text || undefined))}
          />
        </Within>
      )}
    />
  );
}

function ColumnFields({ block, change }: BlockProps<ColumnsBlock>) {
  return block.columns.map((column, number) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
    <Within key={number} path={`columns.${number}`}>
      <BlockList
        label={`Column ${number + 1}`}
        blocks={column}
        within
        change={(blocks) =>
          change({
            ...block,
            columns: block.columns.map((each, at) =>
              at === number ? (blocks as SimpleBlock[]) : each,
            ),
          })
        }
      />
    </Within>
  ));
}
