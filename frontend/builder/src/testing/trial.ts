/** The journey of tests that need two ways and a button. */

import type { Journey } from "@/definition/types";

export const TRIAL: Journey = {
  journey: "trial",
  name: "Trial",
  entry: {},
  start: "login",
  steps: {
    login: {
      type: "wait",
      until: { event: "Logged In" },
      at_most: "7d",
      on: { happened: "done", timeout: "call" },
    },
    call: { type: "task", title: "Call", outcomes: ["well", "not_now"], next: "done" },
    done: { type: "exit" },
  },
};
