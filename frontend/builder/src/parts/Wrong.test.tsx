// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Wrong } from "./Wrong";

afterEach(cleanup);

test("each way to a problem says by its name which it leads to", () => {
  const problem = (step: string) => ({
    ...{ code: "a", severity: "blocking" as const, step, path: step },
    message: `It lacks ${step}.`,
    hint: null,
  });
  render(
    <Wrong
      title="Not yet"
      problems={[problem("one"), problem("two")]}
      where={({ step }) => `Step ${step}`}
      lead={() => {}}
    />,
  );
  const names = screen.getAllByRole("button").map((each) => each.getAttribute("aria-label"));
  expect(names).toEqual(["Show me: Step one: It lacks one.", "Show me: Step two: It lacks two."]);
});
