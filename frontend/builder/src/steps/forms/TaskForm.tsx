import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function TaskForm(_: FormProps<StepOf<"task">>) {
  return null;
}
