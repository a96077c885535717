/** Something a colleague is asked to do. */

import { TaskForm } from "./forms/TaskForm";
import type { Kind } from "./kind";

export const task: Kind<"task"> = {
  type: "task",
  name: "Task",
  icon: "task",
  group: "ask",
  variants: [
    {
      id: "task",
      name: "Task",
      description: "Ask a colleague to do something.",
      icon: "task",
      words: "todo call csm person assign",
      stem: "task",
      make: ({ next }) => ({ step: { type: "task", title: "", next } }),
    },
    {
      id: "task-outcome",
      name: "Task with answers",
      description: "Wait for what a colleague answers, and go on by it.",
      icon: "task",
      words: "todo call csm decision buttons result outcome",
      stem: "task",
      make: ({ next }) => ({
        step: {
          type: "task",
          title: "",
          due: "2 business days",
          outcomes: ["done", "not-reached"],
          on: { done: next, "not-reached": next, overdue: next },
        },
      }),
    },
  ],
  Form: TaskForm,
};
