import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function GoToForm(_: FormProps<StepOf<"go_to">>) {
  return null;
}
