/** What the menu on a link offers: kinds of steps, and the steps that it could lead on to. */

import type { LinkRef } from "@/definition/links";
import type { Journey } from "@/definition/types";
import { otherTargets } from "@/model/edits/lead";
import type { IconName } from "@/parts/Icon";
import { stepSentence } from "@/sentences/steps";
import { plain, stepTitle } from "@/sentences/words";
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

/** So many steps are offered; typing more of a name narrows them down. */
const MOST = 8;

/** What fits the words typed. Steps that are there are offered only once some have been. */
export function offered(journey: Journey, link: LinkRef, query: string): readonly Section[] {
  const fresh = searched(query).map((line) => ({
    ...line,
    take: (builder: Builder) => commands.add(builder, link, line),
  }));
  const sections: Section[] = GROUPS.map(({ group, name }) => ({
    name,
    lines: namedFirst(fresh, (line) => fits(query, line.name)).filter(
      (line) => line.group === group,
    ),
  }));
  const byName = namedFirst(sections, ({ lines }) => lines.some((line) => fits(query, line.name)));
  if (query.trim() !== "") byName.push({ name: THERE, lines: there(journey, link, query) });
  return byName.filter(({ lines }) => lines.length > 0);
}

/** What is called as was typed, before what only its description mentions. */
function namedFirst<T>(all: readonly T[], isNamed: (one: T) => boolean): T[] {
  return [...all.filter(isNamed), ...all.filter((each) => !isNamed(each))];
}

const THERE = "On to a step that is there";

function there(journey: Journey, link: LinkRef, query: string): readonly Line[] {
  return otherTargets(journey, link)
    .filter((id) => fits(query, `${stepTitle(journey, id)} ${id}`))
    .slice(0, MOST)
    .flatMap((id) => {
      const step = journey.steps[id];
      if (!step) return [];
      const { icon, group } = kindOf(step);
      return {
        id: `to-${id}`,
        name: stepTitle(journey, id),
        description: plain(stepSentence(journey, id)),
        icon,
        group,
        take: (builder: Builder) => commands.lead(builder, link, id),
      };
    });
}
