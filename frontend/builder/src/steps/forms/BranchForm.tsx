import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function BranchForm(_: FormProps<StepOf<"branch">>) {
  return null;
}
