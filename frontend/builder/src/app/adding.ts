/** What the menu on a link offers: kinds of steps, and the steps that it could lead on to. */

import type { Journey } from "@/definition/types";
import { readClip } from "@/model/edits/clipboard";
import { otherTargets } from "@/model/edits/lead";
import type { IconName } from "@/parts/Icon";
import { type Names, NO_NAMES } from "@/sentences/names";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";
import type { Place } from "@/state/adding";
import { fits, GROUPS, kindOf, searched } from "@/steps";
import type { Group } from "@/steps/kind";
import type { Builder } from "./builder";
import * as commands from "./commands";

export interface Line {
  id: string;
  name: string;
  description: string;
  icon: IconName;
  group: Group;
  take: (builder: Builder) => void;
}

/** Lines under one heading. */
export interface Section {
  name: string;
  lines: readonly Line[];
}

type On = Pick<Place, "link" | "beside" | "leading">;

/** So many steps are offered; typing more of a name narrows them down. */
const MOST = 8;

/**
 * What fits the words typed. Steps that are there are offered only once some have been, but first of
 * all, and each of them, where it is asked where a way goes.
 */
export function offered(
  journey: Journey,
  place: On,
  query: string,
  names: Names = NO_NAMES,
  copied = "",
): readonly Section[] {
  const { link, beside, leading } = place;
  const found = searched(query);
  const fresh = found.map((line) => ({
    ...line,
    take: (builder: Builder) => commands.add(builder, link, line, beside),
  }));
  // The group of what fits best comes first.
  const rank = (group: Group) => found.findIndex((line) => line.group === group);
  const sections: Section[] = [...GROUPS]
    .sort((one, other) => rank(one.group) - rank(other.group))
    .map(({ group, name }) => ({ name, lines: fresh.filter((line) => line.group === group) }));
  const clip = { name: "Copied", lines: paste(copied, query, place) };
  const onTo = () => ({ name: THERE, lines: there(journey, place, query, names) });
  if (leading) sections.unshift(onTo());
  else if (query.trim() !== "") sections.push(onTo());
  sections[leading ? "push" : "unshift"](clip);
  return sections.filter(({ lines }) => lines.length > 0);
}

/** What was copied or cut, as the first of all: where no keys are, it is put here so. */
function paste(copied: string, query: string, place: On): readonly Line[] {
  const clip = readClip(copied);
  if (!clip || !fits(query, "Paste")) return [];
  const { steps, start } = clip;
  const count = Object.keys(steps).length;
  const title = stepTitle(clip as unknown as Journey, start);
  return [
    {
      id: "paste",
      name: "Paste",
      description: count > 1 ? `“${title}” and ${count - 1} more` : `“${title}”`,
      icon: "copy",
      group: "end",
      take: (builder: Builder) => void commands.paste(builder, copied, place),
    },
  ];
}

const THERE = "On to a step that is there";

function there(
  journey: Journey,
  { link, beside, leading }: On,
  query: string,
  names: Names,
): readonly Line[] {
  const sources = (beside ?? []).map(({ step }) => step);
  return otherTargets(journey, link)
    .filter((id) => !sources.includes(id))
    .filter((id) => fits(query, `${stepTitle(journey, id)} ${id}`))
    .slice(0, leading ? undefined : MOST)
    .flatMap((id) => {
      const step = journey.steps[id];
      if (!step) return [];
      const { icon, group } = kindOf(step);
      return {
        id: `to-${id}`,
        name: stepTitle(journey, id),
        description: plain(stepSentence(journey, id, names)),
        icon,
        group,
        take: (builder: Builder) => commands.lead(builder, link, id, beside),
      };
    });
}

/**
 * The place of the line that is called so; otherwise of the first. A step that is there is none as
 * long as something new fits: to go back to it may make customers go round.
 */
export function named(sections: readonly Section[], typed: string): number {
  const name = typed.trim().toLowerCase();
  const lines = sections
    .filter((section) => section.name !== THERE || section === sections[0])
    .flatMap((section) => section.lines);
  return Math.max(
    0,
    lines.findIndex((line) => line.name.toLowerCase() === name),
  );
}
