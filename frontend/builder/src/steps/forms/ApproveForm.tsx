import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function ApproveForm(_: FormProps<StepOf<"approve">>) {
  return null;
}
