import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function WebhookForm(_: FormProps<StepOf<"webhook">>) {
  return null;
}
