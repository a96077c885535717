// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Wrong as WrongWithField } from "./Field";
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

test("a field tells several findings of one kind apart", () => {
  const lines = [1, 2, 3].map((line) => ({
    ...{ code: "template_syntax", severity: "blocking" as const, step: null, path: "body" },
    message: `Line ${line}: “{{ a b }}” cannot be read.`,
    hint: null,
  }));
  const complained = vi.spyOn(console, "error");
  const { rerender } = render(<WrongWithField id="body" problems={lines} />);
  rerender(<WrongWithField id="body" problems={lines.slice(1)} />);
  const told = screen.getAllByRole("listitem").map((each) => each.textContent?.trim());
  expect(told).toEqual([2, 3].map((line) => `Line ${line}: “{{ a b }}” cannot be read.`));
  expect(complained).not.toHaveBeenCalled();
});
