import type { StepOf } from "@/definition/types";
import type { FormProps } from "../kind";

export function EnrollForm(_: FormProps<StepOf<"enroll">>) {
  return null;
}
