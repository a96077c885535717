/** A step on the canvas: what it is, what it does, and what is to be said about it. */

import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import * as commands from "@/app/commands";
import { useBuilder } from "@/app/context";
import { ENTRY } from "@/definition/links";
import { Icon } from "@/parts/Icon";
import { OnDays } from "@/parts/OnDays";
import { Said } from "@/parts/Said";
import { plain } from "@/sentences/words";
import { KINDS } from "@/steps";
import type { StepNode as Node, StepData } from "./elements";

/** Where it stands is no concern of a step: moved, it is shifted and not drawn again. */
export const StepNode = memo(
  Drawn,
  (one, other) => one.data === other.data && one.selected === other.selected,
);

function Drawn({ data, selected }: NodeProps<Node>) {
  const builder = useBuilder();
  const folds = data.hidden !== null || data.parts;
  const kind = data.type === null ? null : KINDS[data.type];
  const small = data.type === "exit" || data.type === "go_to";
  const classes = ["b-step", `b-step-${kind?.group ?? "entry"}`];
  if (small) classes.push("b-step-small");
  if (selected) classes.push("b-step-chosen");
  if (data.dimmed) classes.push("b-dimmed");
  if (data.overlay?.lit) classes.push("b-lit");
  if (data.overlay?.tone) classes.push(`b-tone-${data.overlay.tone}`);
  return (
    <>
      {data.type !== null && <Handle type="target" position={Position.Top} isConnectable={false} />}
      <button
        type="button"
        className={classes.join(" ")}
        tabIndex={selected ? 0 : -1}
        id={data.id === ENTRY ? "b-entry" : `b-step-${data.id}`}
        data-step={data.id}
        aria-pressed={selected}
        aria-expanded={folds ? data.hidden === null : undefined}
        title={data.lines ? plain(data.sentence) : undefined}
      >
        <span className="b-step-icon">
          <Icon name={kind?.icon ?? "people"} />
        </span>
        <span className="b-step-words">
          {kind && <span className="unseen">{kind.name}: </span>}
          {data.brief !== null && <span className="b-step-brief">{data.brief}</span>}
          <span className="b-step-title">{data.title}</span>
          {data.type !== "exit" && (
            <span className={data.lines ? "b-step-lines" : "b-step-text"}>
              {data.lines ? (
                data.lines.map((line, number) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same
                  <span key={number} className="b-step-line">
                    <Said sentence={line} />
                  </span>
                ))
              ) : (
                <Said sentence={data.sentence} />
              )}
            </span>
          )}
        </span>
        <Badges data={data} />
      </button>
      {data.hidden !== null || (data.parts && selected) ? (
        <button
          type="button"
          className="b-fold nodrag"
          onClick={(event) => {
            event.stopPropagation();
            commands.fold(builder, data.id);
          }}
          aria-expanded={data.hidden === null}
        >
          {data.hidden === null ? "Fold its ways" : `Unfold ${stepsIn(data.hidden)}`}
        </button>
      ) : null}
      {data.hidden !== null && <span className="b-folded">{stepsIn(data.hidden)} folded</span>}
      <Marks data={data} />
      {data.type !== "exit" && (
        <Handle type="source" position={Position.Bottom} isConnectable={false} />
      )}
    </>
  );
}

const stepsIn = (number: number): string => `${number} ${number === 1 ? "step" : "steps"}`;

function Badges({ data }: { data: StepData }) {
  return (
    <span className="b-step-badges">
      {data.note !== null && (
        <span className="b-step-note" title={data.note}>
          <Icon name="note" size={13} />
        </span>
      )}
      {data.blocking > 0 ? (
        <span className="b-badge b-badge-bad" title={data.finding ?? undefined}>
          <Icon name="error" size={12} />
          {data.blocking}
          <span className="unseen"> to be put right</span>
        </span>
      ) : (
        data.warnings > 0 && (
          <span className="b-badge b-badge-warn" title={data.finding ?? undefined}>
            <Icon name="warning" size={12} />
            {data.warnings}
            <span className="unseen"> {data.warnings === 1 ? "warning" : "warnings"}</span>
          </span>
        )
      )}
    </span>
  );
}

function Marks({ data }: { data: StepData }) {
  const marks = data.overlay?.marks ?? [];
  return (
    <>
      {data.days !== null && (
        <span className="b-days">
          <OnDays days={data.days} />
        </span>
      )}
      {marks.length > 0 && (
        <span className="b-marks">
          {marks.map((mark) =>
            mark.open ? (
              <button
                key={mark.text}
                type="button"
                className={`b-mark b-mark-${mark.tone} nodrag`}
                title={mark.title}
                aria-label={`${mark.text}: ${mark.title}`}
                onClick={(event) => {
                  event.stopPropagation();
                  mark.open?.();
                }}
              >
                {mark.text}
              </button>
            ) : (
              <span key={mark.text} className={`b-mark b-mark-${mark.tone}`} title={mark.title}>
                {mark.text}
              </span>
            ),
          )}
        </span>
      )}
    </>
  );
}
