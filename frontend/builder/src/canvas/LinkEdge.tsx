/** A link on the canvas: its line, its words, and the place where a step can be added. */

import { EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { useBuilder } from "@/app/context";
import type { LinkRef } from "@/definition/links";
import type { Link } from "@/model/graph";
import { Icon } from "@/parts/Icon";
import { useStored } from "@/state/store";
import type { LinkEdge as Edge, LinkData } from "./elements";
import { jointKey } from "./slots";

export const LinkEdge = memo(function LinkEdge({ id, data }: EdgeProps<Edge>) {
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
        {!data.folded && <Plus id={id} data={data} />}
        {data.joint && <Joint id={id} data={data} joint={data.joint} />}
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

function Plus({ id, data }: { id: string; data: LinkData }) {
  const { adding, readOnly } = useBuilder();
  const open = useStored(
    adding,
    (place) => place !== null && !place.beside && sameLink(place.link, data),
  );
  const slot = useSlot(id);
  if (readOnly || slot === "closed") return null;
  const words = data.label?.words;
  return (
    <button
      type="button"
      className={`b-plus b-plus-${slot} nodrag nopan`}
      style={at(data.plus[0], data.plus[1], "-50%, -50%")}
      aria-label={`Add a step after “${data.after}”${words ? `, where it says “${words}”` : ""}`}
      aria-haspopup="dialog"
      aria-expanded={open}
      tabIndex={-1}
      data-link={id}
      onClick={(event) => {
        const { left, bottom, width } = event.currentTarget.getBoundingClientRect();
        adding.begin({ link: refOf(data.link), at: { x: left + width / 2, y: bottom } });
      }}
    >
      <Icon name="plus" size={12} />
    </button>
  );
}

/** Above where ways meet: what is added or dropped there, all of them go through. */
function Joint({
  id,
  data,
  joint,
}: {
  id: string;
  data: LinkData;
  joint: NonNullable<LinkData["joint"]>;
}) {
  const { adding, readOnly } = useBuilder();
  const open = useStored(
    adding,
    (place) => place?.beside !== undefined && sameLink(place.link, data),
  );
  const slot = useSlot(jointKey(id));
  if (readOnly || slot === "closed") return null;
  return (
    <button
      type="button"
      className={`b-plus b-plus-${slot} nodrag nopan`}
      style={at(joint.plus[0], joint.plus[1], "-50%, -50%")}
      title="Add a step for all ways that meet here"
      aria-label={`Add a step for all ways, before “${joint.title}”`}
      aria-haspopup="dialog"
      aria-expanded={open}
      tabIndex={-1}
      data-above={data.link.target}
      onClick={(event) => {
        const { left, bottom, width } = event.currentTarget.getBoundingClientRect();
        adding.begin({
          link: refOf(data.link),
          beside: joint.beside.map(refOf),
          at: { x: left + width / 2, y: bottom },
        });
      }}
    >
      <Icon name="plus" size={12} />
    </button>
  );
}

const refOf = ({ source: step, outlet }: Link): LinkRef => ({ step, outlet });

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
