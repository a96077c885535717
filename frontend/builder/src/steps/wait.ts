/** Waiting, in all its forms. */

import { laterDate, laterDay } from "@/model/edits/waiting";
import { WaitForm } from "./forms/WaitForm";
import type { Kind } from "./kind";

export const wait: Kind<"wait"> = {
  type: "wait",
  name: "Wait",
  icon: "clock",
  group: "wait",
  variants: [
    {
      id: "wait-for",
      name: "Wait a while",
      description: "Go on after so many hours, days or weeks.",
      icon: "clock",
      words: "delay pause duration",
      stem: "wait",
      make: ({ next }) => ({ step: { type: "wait", for: "3d", next } }),
    },
    {
      id: "wait-event",
      name: "Wait for an event",
      description: "Go on as soon as something happens, or after a while without it.",
      icon: "bolt",
      words: "until happens action behaviour milestone",
      stem: "wait",
      make: ({ next }) => ({
        step: {
          type: "wait",
          until: { event: "" },
          at_most: "7d",
          on: { happened: next, timeout: next },
        },
      }),
    },
    {
      id: "wait-condition",
      name: "Wait for a condition",
      description: "Go on as soon as a condition is met, such as the plan or the health.",
      icon: "filter",
      words: "until trait segment health holds",
      stem: "wait",
      make: ({ next }) => ({
        step: {
          type: "wait",
          until: { when: {} },
          at_most: "7d",
          on: { happened: next, timeout: next },
        },
      }),
    },
    {
      id: "wait-day",
      name: "Wait for a day of the journey",
      description: "Day 7 at 09:00, counted from the day they entered.",
      icon: "calendar",
      words: "day until calendar onboarding",
      stem: "wait",
      make: ({ journey, from, next }) => ({
        step: { type: "wait", until: { day: laterDay(journey, from, next), at: "09:00" }, next },
      }),
    },
    {
      id: "wait-date",
      name: "Wait for a date of theirs",
      description:
        "60 days before the renewal, or any date you know of them. It moves when the date moves.",
      icon: "calendar",
      words: "renewal trait moving before after contract",
      stem: "wait",
      make: ({ journey, from, next }) => ({
        step: { type: "wait", until: { date: laterDate(journey, from) }, next },
      }),
    },
    {
      id: "wait-time",
      name: "Wait for a time of day",
      description: "The next weekday at 09:00 on their clock.",
      icon: "clock",
      words: "hour morning weekday business hours",
      stem: "wait",
      make: ({ next }) => ({
        step: { type: "wait", until: { time: "09:00", days: "mon-fri" }, next },
      }),
    },
  ],
  Form: WaitForm,
};
