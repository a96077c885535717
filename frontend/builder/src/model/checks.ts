import type { Journey } from "@/definition/types";
import type { Problem } from "./problem";

export function checked(_journey: Journey): Problem[] {
  return [];
}
