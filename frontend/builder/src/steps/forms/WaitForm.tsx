import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function WaitForm(_: FormProps<StepOf<"wait">>) {
  return null;
}
