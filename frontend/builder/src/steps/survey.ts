/** One question with a scale, by mail or in the product. */

import { SurveyForm } from "./forms/SurveyForm";
import type { Kind } from "./kind";

const US = "{{ organization.name | default('us') }}";
/** A mail with a scale and no question would leave nothing out that anybody could miss. */
const QUESTIONS = {
  nps: `How likely are you to recommend ${US} to a colleague or a friend?`,
  csat: `How satisfied are you with ${US}?`,
} as const;

const asking =
  (kind: keyof typeof QUESTIONS): Kind<"survey">["variants"][number]["make"] =>
  ({ id, next }) => ({
    step: { type: "survey", kind, template: id, at_most: "14d", next },
    templates: { [id]: { subject: "One question", body: QUESTIONS[kind] } },
  });

export const survey: Kind<"survey"> = {
  type: "survey",
  name: "Survey",
  icon: "gauge",
  group: "reach",
  variants: [
    {
      id: "nps",
      name: "NPS survey",
      description: "Ask how likely they are to recommend you, 0 to 10.",
      icon: "gauge",
      words: "score promoter detractor question feedback",
      stem: "nps",
      make: asking("nps"),
    },
    {
      id: "csat",
      name: "CSAT survey",
      description: "Ask how satisfied they are, 1 to 5.",
      icon: "gauge",
      words: "satisfaction question feedback rating",
      stem: "csat",
      make: asking("csat"),
    },
  ],
  Form: SurveyForm,
};
