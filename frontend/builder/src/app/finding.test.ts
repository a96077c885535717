import { expect, test } from "vitest";
import { JOURNEYS } from "@/testing/shared";
import { stepsFound } from "./finding";

const onboarding = JOURNEYS.onboarding;

test("what is called so comes before what only its id or its sentence says", () => {
  if (!onboarding) throw new Error("The bundled onboarding is not among the shared journeys.");
  const titles = stepsFound(onboarding, " Practice ").map(({ title }) => title);
  expect(titles).toHaveLength(4);
  expect(titles[0]).toMatch(/best practices/);
  expect(titles.at(-1)).toBe("How large is the team?");
  expect(stepsFound(onboarding, " ")).toEqual([]);
  const mails = Object.keys(onboarding.steps).filter(
    (id) => onboarding.steps[id]?.type === "email",
  );
  expect(stepsFound(onboarding, "mail").map(({ id }) => id)).toEqual(expect.arrayContaining(mails));
});
