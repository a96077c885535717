/** What a simulation found in which little happened. */

import type { Report } from "@/api/simulations";

export const REPORT: Report = {
  customers: 9,
  begins: "2026-12-01T09:00:00Z",
  days: 30,
  entries: { entered: 9, refused: {}, held_out: 0 },
  running: 0,
  outcomes: {},
  exits: {},
  goal: null,
  messages: { sent: 3, by_step: [], by_week: [], most_in_a_week: 1 },
  tasks: { handed_out: 0, done: 0, by_step: {}, by_week: [] },
  arbiter: { sent: 3, crowded: 0, deferred: {}, skipped: {}, failed: {} },
  occupancy: [],
  steps: 2,
  given_up: 0,
  notes: [],
  figures: [{ name: "Still inside", figure: "0", more: "when the record ends" }],
  counts: [],
};
