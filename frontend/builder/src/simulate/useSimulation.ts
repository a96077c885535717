/** One simulation at a time, followed to its end. */

import { useCallback, useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { begin, cancel, follow, type Order, type Simulation } from "@/api/simulations";
import { useBuilder } from "@/app/context";

/** How often it is asked how far it is, in milliseconds. */
const EVERY = 500;

export interface Following {
  simulation: Simulation | null;
  failed: string | null;
  running: boolean;
  start: (order: Order) => void;
  stop: () => void;
}

export function useSimulation(): Following {
  const { client, page, document: edited } = useBuilder();
  const [simulation, setSimulation] = useState<Simulation | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const running = simulation?.status === "queued" || simulation?.status === "running";

  const told = useCallback((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    setFailed(error.message);
    setSimulation(null);
  }, []);

  useEffect(() => {
    if (!running || !simulation) return;
    const timer = setTimeout(() => {
      follow(client, simulation.id).then(setSimulation, told);
    }, EVERY);
    return () => clearTimeout(timer);
  }, [client, running, simulation, told]);

  return {
    simulation,
    failed: failed ?? (simulation?.status === "failed" ? simulation.reason : null),
    running,
    start: (order) => {
      setFailed(null);
      setSimulation(null);
      begin(client, page.journey, edited.journey(), order).then(setSimulation, told);
    },
    stop: () => {
      if (simulation) cancel(client, simulation.id).then(setSimulation, told);
    },
  };
}
