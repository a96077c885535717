import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function SurveyForm(_: FormProps<StepOf<"survey">>) {
  return null;
}
