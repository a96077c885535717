/** What can be wrong with a journey, said so that the person who drew it can put it right. */

export interface Problem {
  code: string;
  severity: "blocking" | "warning";
  /** The step to show it at; null when it concerns the journey. */
  step: string | null;
  /** Where in the definition: `steps.welcome.template`. */
  path: string;
  message: string;
  hint: string | null;
}
