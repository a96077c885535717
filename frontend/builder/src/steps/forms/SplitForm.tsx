import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function SplitForm(_: FormProps<StepOf<"split">>) {
  return null;
}
