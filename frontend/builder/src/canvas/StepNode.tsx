/** A step on the canvas: what it is, what it does, and what is to be said about it. */

import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import * as commands from "@/app/commands";
import { useBuilder, useJourney } from "@/app/context";
import { ENTRY } from "@/definition/links";
import { Found } from "@/parts/Found";
import { Icon } from "@/parts/Icon";
import { OnDays } from "@/parts/OnDays";
import { Said } from "@/parts/Said";
import { plain } from "@/sentences/words";
import type { OnStep } from "@/state/overlay";
import { KINDS } from "@/steps";
import { foldable } from "./drawn";
import type { StepNode as Node, StepData } from "./elements";

/** From so many letters on, a sentence may have more lines than a step. */
const MAY_BE_CUT = 100;

/** Where it stands is no concern of a step: moved, it is shifted and not drawn again. */
export const StepNode = memo(
  Drawn,
  (one, other) => one.data === other.data && one.selected === other.selected,
);

function Drawn({ data, selected }: NodeProps<Node>) {
  const folds = data.hidden !== null || data.parts;
  const said = plain(data.sentence);
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
      {data.type !== null && <End side="top" type="target" />}
      <button
        type="button"
        className={classes.join(" ")}
        tabIndex={selected ? 0 : -1}
        id={data.id === ENTRY ? "b-entry" : `b-step-${data.id}`}
        data-step={data.id}
        aria-pressed={selected}
        aria-expanded={folds ? data.hidden === null : undefined}
        title={said.length > MAY_BE_CUT ? said : undefined}
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
      {data.days !== null && (
        <span className="b-days">
          <OnDays days={data.days} />
        </span>
      )}
      <Foot data={data} selected={selected} />
      {data.type !== "exit" && <End side="bottom" type="source" />}
    </>
  );
}

/** Where lines end at a step: what the canvas's library looks for. Its own part would hear of each line
 * that is drawn by hand, which none is. */
function End({ side, type }: { side: "top" | "bottom"; type: "source" | "target" }) {
  return (
    <div
      className={`react-flow__handle react-flow__handle-${side} ${type}`}
      data-handlepos={side}
    />
  );
}

/** `hidden`: how many steps are folded into it; otherwise `below` can be. */
export const foldWords = (hidden: number | null, below: number): string =>
  hidden === null ? `Fold ${stepsIn(below)}` : `Unfold ${stepsIn(hidden)}`;

const stepsIn = (number: number): string => `${number} ${number === 1 ? "step" : "steps"}`;

function Badges({ data }: { data: StepData }) {
  return (
    <span className="b-step-badges">
      {data.note !== null && (
        <span className="b-step-note" title={data.note}>
          <Icon name="note" size={13} />
        </span>
      )}
      <Found {...data} />
    </span>
  );
}

/** On the lower edge of the step, beside where its line leaves it. */
function Foot({ data, selected }: Pick<NodeProps<Node>, "data" | "selected">) {
  const marks = data.overlay?.marks ?? [];
  const below = useJourney((now) => (data.parts && selected ? foldable(now, data.id) : 0));
  const folds = data.hidden !== null || below > 0;
  if (marks.length === 0 && !folds) return null;
  const half = Math.ceil(marks.length / 2);
  return (
    <span className="b-marks">
      <span>{marks.slice(0, half).map(marked)}</span>
      <span>
        {marks.slice(half).map(marked)}
        {folds && <Fold data={data} below={below} briefly={marks.length > 1} />}
      </span>
    </span>
  );
}

function Fold({
  data: { id, hidden },
  below,
  briefly,
}: {
  data: StepData;
  below: number;
  briefly: boolean;
}) {
  const builder = useBuilder();
  const says = foldWords(hidden, below);
  return (
    <>
      <button
        type="button"
        className="b-fold nodrag"
        onClick={(event) => {
          event.stopPropagation();
          commands.fold(builder, id);
        }}
        aria-label={says}
        aria-expanded={hidden === null}
      >
        {briefly ? says.split(" ")[0] : says}
      </button>
      {hidden !== null && !briefly && <span className="b-folded">{stepsIn(hidden)} folded</span>}
    </>
  );
}

function marked(mark: NonNullable<OnStep["marks"]>[number]) {
  const { text, tone, title, open } = mark;
  if (!open)
    return (
      <span key={text} className={`b-mark b-mark-${tone}`} title={title}>
        {text}
      </span>
    );
  return (
    <button
      key={text}
      type="button"
      className={`b-mark b-mark-${tone} nodrag`}
      title={title}
      aria-label={`${text}: ${title}`}
      onClick={(event) => {
        event.stopPropagation();
        open();
      }}
    >
      {text}
    </button>
  );
}
