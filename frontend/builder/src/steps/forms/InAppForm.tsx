import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function InAppForm(_: FormProps<StepOf<"in_app">>) {
  return null;
}
