import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function ExitForm(_: FormProps<StepOf<"exit">>) {
  return null;
}
