/** One simulation at a time, followed to its end, also over a network that comes and goes. */

import { ApiError, type Client } from "@/api/client";
import { begin, cancel, follow, type Order, type Simulation } from "@/api/simulations";
import type { Journey } from "@/definition/types";
import { isSame } from "@/model/diff";
import type { Announcer } from "./announcer";
import { type Failure, failureOf } from "./answer";
import type { Document } from "./document";
import { createStore, type Store } from "./store";

/** How often it is asked how far it is, in milliseconds. */
const EVERY = 500;
/** The longest pause before it is asked once more while the server cannot be reached. */
const LONGEST = 15_000;

export interface Simulated {
  /** What was asked for last. */
  order: Order | null;
  simulation: Simulation | null;
  failed: Failure | null;
  /** The journey as it was then. */
  of: Journey | null;
  /** It has been asked for, and is not at its end. */
  running: boolean;
}

export interface Simulating extends Store<Simulated> {
  /** Nothing happens while one is running. */
  start: (order: Order) => void;
  stop: () => void;
}

/** Whether it is of another journey than this: what was saved or merged may be the same in another order. */
export const isOfAnother = (journey: Journey, { of }: Pick<Simulated, "of">): boolean =>
  !isSame(journey, of);

/** After so many failures in a row: longer each time. */
const pauseAfter = (failures: number): number => Math.min(EVERY * 2 ** failures, LONGEST);

export function simulatingOf(
  client: Client,
  key: string,
  edited: Document,
  announcer: Announcer,
): Simulating {
  const store = createStore<Simulated>({
    order: null,
    simulation: null,
    failed: null,
    of: null,
    running: false,
  });
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = (id: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => follow(client, id).then(took, told), pauseAfter(failures));
  };
  const took = (simulation: Simulation) => {
    failures = 0;
    const running = simulation.status === "queued" || simulation.status === "running";
    const { status, reason } = simulation;
    const failed = status === "failed" ? { message: reason ?? "", problems: [] } : null;
    store.set((now) => ({ ...now, simulation, failed, running }));
    if (running) ask(simulation.id);
    else if (status === "done") announcer.say(inWords(simulation));
  };
  const told = (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    const { simulation } = store.getState();
    // It goes on without us: it is asked for again.
    const lasts = error.status === 0 && simulation !== null;
    store.set((now) => ({
      ...now,
      simulation: lasts ? simulation : null,
      failed: failureOf(error),
      running: lasts,
    }));
    if (!lasts) return;
    failures += 1;
    ask(simulation.id);
  };

  return {
    ...store,
    start: (order) => {
      if (store.getState().running) return;
      failures = 0;
      const of = edited.journey();
      store.set(() => ({ order, simulation: null, failed: null, of, running: true }));
      begin(client, key, of, order).then(took, told);
    },
    stop: () => {
      const { simulation, running } = store.getState();
      if (!simulation || !running) return;
      clearTimeout(timer);
      cancel(client, simulation.id).then(took, told);
    },
  };
}

/** What came of it, for those who do not see it appear. */
function inWords({ result }: Simulation): string {
  const { report, scenarios } = result ?? {};
  if (report)
    return `${report.entries.entered} of ${report.customers} customers entered: ${report.messages.sent} messages.`;
  const failing = scenarios?.filter(({ passed }) => !passed).length;
  return failing ? `Scenarios that fail: ${failing}.` : "All scenarios hold.";
}
