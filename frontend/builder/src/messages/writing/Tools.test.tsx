// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { Tool, Tools } from "./Tools";

afterEach(cleanup);

test("Tab stops at the tools once, and arrows lead through them", async () => {
  /** How it broke: from the subject of a mail it was six times Tab to its text. */
  const done: string[] = [];
  render(
    <>
      <input aria-label="Before" />
      <Tools label="Insert">
        {["Bold", "Italic", "Link"].map((name) => (
          <Tool key={name} name={name} act={() => done.push(name)}>
            {name[0]}
          </Tool>
        ))}
      </Tools>
      <input aria-label="Behind" />
    </>,
  );
  const user = userEvent.setup();
  const at = () =>
    document.activeElement?.getAttribute("title") ??
    document.activeElement?.getAttribute("aria-label");
  screen.getByLabelText("Behind").focus();
  await user.tab({ shift: true });
  expect(at()).toBe("Bold");
  screen.getByLabelText("Before").focus();
  await user.tab();
  expect(at()).toBe("Bold");
  await user.keyboard("{ArrowRight}{Enter}");
  expect(done).toEqual(["Italic"]);
  await user.tab();
  expect(at()).toBe("Behind");
  await user.tab({ shift: true });
  expect(at()).toBe("Italic");
  await user.keyboard("{End}{ArrowRight}");
  expect(at()).toBe("Bold");
  await user.keyboard("{ArrowLeft}{Home}{ArrowLeft}");
  expect(at()).toBe("Link");
});
