/** A link on the canvas: its line, its words, and the place where a step can be added. */

import { EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { useBuilder } from "@/app/context";
import type { Link } from "@/model/graph";
import { Icon } from "@/parts/Icon";
import { footOf } from "@/state/adding";
import { linkKey } from "@/state/overlay";
import { useStored } from "@/state/store";
import type { LinkEdge as Edge, LinkData } from "./elements";
import { jointKey, refOf } from "./slots";

export const LinkEdge = memo(function LinkEdge({ data }: EdgeProps<Edge>) {
  if (!data) return null;
  const classes = ["b-line"];
  if (data.dimmed) classes.push("b-dimmed");
  if (data.overlay?.lit) classes.push("b-lit");
  if (data.overlay?.tone) classes.push(`b-tone-${data.overlay.tone}`);
  if (data.folded) classes.push("b-line-folded");
  return (
    <>
      <path
        className={classes.join(" ")}
        d={data.path}
        markerEnd={data.overlay?.lit ? "url(#b-arrow-lit)" : "url(#b-arrow)"}
      />
      <EdgeLabelRenderer>
        {data.label && (
          <div
            className={data.dimmed ? "b-label b-dimmed" : "b-label"}
            title={data.label.words}
            style={labelled(data.label)}
          >
            <span>{data.label.words}</span>
          </div>
        )}
        {!data.folded && <Plus data={data} on={data} />}
        {data.joint && <Plus data={data} on={data.joint} />}
        {data.overlay?.text && (
          <span
            className={`b-flow b-mark-${data.overlay.tone ?? "calm"}`}
            title={data.overlay.title}
            style={at(data.plus[0] + 16, data.plus[1], "0, -50%")}
          >
            {data.overlay.text}
          </span>
        )}
        {data.sign && <Back data={data} />}
      </EdgeLabelRenderer>
    </>
  );
});

const at = (x: number, y: number, own: string, width?: number) => ({
  transform: `translate(${x}px, ${y}px) translate(${own})`,
  ...(width === undefined ? {} : { width }),
});

/** As large as it was laid out, and as large as it may be from afar. */
const labelled = ({ x, y, width, room, far }: NonNullable<LinkData["label"]>) =>
  ({
    ...at(x, y, "-50%, 0"),
    "--width": `${width}px`,
    "--room": `${room}px`,
    "--lines": far,
  }) as CSSProperties;

/** Whether what is dragged can be dropped there, or would be dropped now. */
function useSlot(key: string): "none" | "closed" | "open" | "over" {
  const { dragging } = useBuilder();
  return useStored(dragging, (dragged) => {
    if (dragged === null) return "none";
    if (!dragged.slots.has(key)) return "closed";
    return dragged.over === key ? "over" : "open";
  });
}

/** On the line; or above where ways meet: what is added or dropped there, all of them go through. */
function Plus({
  data,
  on,
}: {
  data: LinkData;
  on: Pick<NonNullable<LinkData["joint"]>, "plus" | "place"> & { beside?: readonly Link[] };
}) {
  const { adding, readOnly } = useBuilder();
  const beside = on.beside?.map(refOf);
  // Not the edge's own: of two ways that are called the same, the second has another.
  const key = linkKey(data.link.source, data.link.outlet);
  const open = useStored(
    adding,
    (place) => place !== null && !place.beside === !beside && sameLink(place.link, data),
  );
  const slot = useSlot(beside ? jointKey(key) : key);
  if (readOnly || slot === "closed") return null;
  return (
    <button
      type="button"
      className={`b-plus b-plus-${slot} nodrag nopan`}
      style={at(on.plus[0], on.plus[1], "-50%, -50%")}
      title={beside && "Add a step for all ways that meet here"}
      aria-label={`Add a step ${on.place}`}
      aria-haspopup="dialog"
      aria-expanded={open}
      tabIndex={-1}
      data-link={beside ? undefined : key}
      data-above={beside && data.link.target}
      onClick={(event) => {
        const at = footOf(event.currentTarget.getBoundingClientRect());
        const place = { link: refOf(data.link), at };
        adding.begin(beside ? { ...place, beside } : place);
      }}
    >
      <Icon name="plus" size={12} />
    </button>
  );
}

const sameLink = (link: { step: string; outlet: string }, data: LinkData): boolean =>
  link.step === data.link.source && link.outlet === data.link.outlet;

function Back({ data }: { data: LinkData }) {
  const { selection } = useBuilder();
  const { sign } = data;
  if (!sign) return null;
  return (
    <button
      type="button"
      className="b-sign nodrag nopan"
      style={at(sign.x, sign.y, "-50%, 0", sign.width)}
      tabIndex={-1}
      onClick={() => selection.choose(data.link.target)}
    >
      <Icon name="undo" size={12} />
      <span>Back to {sign.title}</span>
    </button>
  );
}
