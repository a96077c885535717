/** One question with a scale, by mail or in the product. */

import { SurveyForm } from "./forms/SurveyForm";
import type { Kind } from "./kind";

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
      make: ({ id, next }) => ({
        step: { type: "survey", kind: "nps", template: id, at_most: "14d", next },
        templates: { [id]: { subject: "", body: "" } },
      }),
    },
    {
      id: "csat",
      name: "CSAT survey",
      description: "Ask how satisfied they are, 1 to 5.",
      icon: "gauge",
      words: "satisfaction question feedback rating",
      stem: "csat",
      make: ({ id, next }) => ({
        step: { type: "survey", kind: "csat", template: id, at_most: "14d", next },
        templates: { [id]: { subject: "", body: "" } },
      }),
    },
  ],
  Form: SurveyForm,
};
