import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function EmailForm(_: FormProps<StepOf<"email">>) {
  return null;
}
