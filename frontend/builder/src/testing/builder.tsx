/** The builder around a part of it, on a journey, with a server that knows what `src/dev` knows. */

import { readFileSync } from "node:fs";
import { act, configure, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { onTestFinished, vi } from "vitest";
import { type Builder, builderOf } from "@/app/builder";
import { BuilderProvider } from "@/app/context";
import type { Journey, Step, StepId } from "@/definition/types";
import { Dialogs } from "@/dialogs/Dialogs";
import type { Problem } from "@/model/problem";
import { FormPanel } from "@/panels/FormPanel";
import { JOURNEYS } from "./shared";

// A busy machine is no failure: what is loaded later may take its time.
configure({ asyncUtilTimeout: 20_000 });

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

export function journeyCalled(key: string): Journey {
  const found = JOURNEYS[key];
  if (!found) throw new Error(`There is no journey ${key} among the examples.`);
  return structuredClone(found);
}

const ANSWERS: Readonly<Record<string, unknown>> = {
  vocabulary: read("../dev/vocabulary.json"),
  accounts: { items: [{ external_id: "acme", name: "Acme" }] },
  contacts: { items: [] },
};

/** Answers what the builder asks for, and remembers nothing. */
export function serve(answers: Readonly<Record<string, unknown>> = {}): void {
  vi.stubGlobal("fetch", async (address: string) => {
    const [, , , kind = ""] = new URL(address, "http://builder").pathname.split("/");
    const answer = { ...ANSWERS, ...answers }[kind];
    const status = answer === undefined ? 404 : 200;
    return new Response(JSON.stringify(answer ?? {}), {
      status,
      headers: { "content-type": "application/json" },
    });
  });
}

export interface Bench {
  builder: Builder;
  user: ReturnType<typeof userEvent.setup>;
  /** The journey as it is now. */
  journey: () => Journey;
  step: (id: StepId) => Step;
}

export function bench(
  journey: Journey,
  node: ReactNode,
  problems: Problem[] = [],
  status: "draft" | "live" | "archived" = "draft",
  zone = "UTC",
): Bench {
  // The address of whatever a test before this one looked at is no longer there.
  window.history.replaceState(null, "", window.location.pathname);
  const opened = {
    key: journey.journey,
    name: journey.name,
    status,
    live_version: status === "live" ? 3 : null,
    definition: journey as unknown as Record<string, unknown>,
    revision: 1,
    is_draft: true,
    saved_by: null,
    saved_by_name: null,
    saved_at: null,
    readable: true,
    publishable: true,
    problems,
  };
  // What another test has done in this tab is over.
  sessionStorage.clear();
  localStorage.clear();
  const page = { journey: journey.journey, csrf: "", reader: "kim@example.com", zone };
  const builder = builderOf(page, opened, journey, "canvas");
  // What was edited last is not saved in the middle of whatever test comes next.
  onTestFinished(() => builder.saving.close());
  render(
    <BuilderProvider builder={builder}>
      {node}
      <Dialogs />
    </BuilderProvider>,
  );
  const now = () => builder.document.journey();
  return {
    builder,
    user: userEvent.setup(),
    journey: now,
    step: (id) => {
      const found = now().steps[id];
      if (!found) throw new Error(`There is no step ${id}.`);
      return found;
    },
  };
}

/** The form of a step, or of the journey when none is given. */
export function formOf(
  journey: Journey,
  step?: StepId,
  problems: Problem[] = [],
  status: "draft" | "archived" = "draft",
): Bench {
  const made = bench(journey, <FormPanel />, problems, status);
  act(() => made.builder.selection.choose(step ?? null));
  return made;
}
