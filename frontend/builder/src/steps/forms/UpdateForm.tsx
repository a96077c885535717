import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function UpdateForm(_: FormProps<StepOf<"update">>) {
  return null;
}
