/** One simulation at a time, followed to its end, also over a network that comes and goes. */

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { begin, cancel, follow, type Order, type Simulation } from "@/api/simulations";
import { useBuilder } from "@/app/context";

/** How often it is asked how far it is, in milliseconds. */
const EVERY = 500;
/** The longest pause before it is asked once more while the server cannot be reached. */
const LONGEST = 15_000;

export interface Following {
  simulation: Simulation | null;
  failed: string | null;
  /** It has been asked for, and is not at its end. */
  running: boolean;
  start: (order: Order) => void;
  stop: () => void;
}

/** After so many failures in a row: longer each time. */
const pauseAfter = (failures: number): number => Math.min(EVERY * 2 ** failures, LONGEST);

export function useSimulation(): Following {
  const { client, page, document: edited } = useBuilder();
  const [simulation, setSimulation] = useState<Simulation | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [beginning, setBeginning] = useState(false);
  // Before React has drawn it, a second click must know of the first.
  const begun = useRef(false);
  const [failures, setFailures] = useState(0);
  const inside = simulation?.status === "queued" || simulation?.status === "running";
  const running = beginning || inside;

  const took = useCallback((found: Simulation) => {
    setSimulation(found);
    setFailed(null);
    setFailures(0);
  }, []);
  const told = useCallback((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    setFailed(error.message);
    if (error.status === 0) setFailures((now) => now + 1);
    else setSimulation(null);
  }, []);

  useEffect(() => {
    if (!inside || !simulation) return;
    let current = true;
    const of =
      <T>(act: (value: T) => void) =>
      (value: T) =>
        current && act(value);
    const timer = setTimeout(() => {
      follow(client, simulation.id).then(of(took), of(told));
    }, pauseAfter(failures));
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, failures, inside, simulation, told, took]);

  return {
    simulation,
    failed: failed ?? (simulation?.status === "failed" ? simulation.reason : null),
    running,
    start: (order) => {
      if (begun.current || inside) return;
      begun.current = true;
      setBeginning(true);
      setFailed(null);
      setFailures(0);
      setSimulation(null);
      begin(client, page.journey, edited.journey(), order)
        .then(took, told)
        .finally(() => {
          begun.current = false;
          setBeginning(false);
        });
    },
    stop: () => {
      if (simulation) cancel(client, simulation.id).then(took, told);
    },
  };
}
