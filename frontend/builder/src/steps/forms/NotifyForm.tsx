import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function NotifyForm(_: FormProps<StepOf<"notify">>) {
  return null;
}
