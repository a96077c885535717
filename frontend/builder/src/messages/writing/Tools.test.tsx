// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { backToTools, Tool, Tools } from "./Tools";

afterEach(cleanup);

test("Tab leads past the tools, and back to them once, and arrows lead through them", async () => {
  /** How it broke: from the subject of a mail Tab led to Bold, and not into its text. */
  const done: string[] = [];
  render(
    <>
      <input aria-label="Before" />
      <div className="b-merge">
        <Tools label="Insert">
          {["Bold", "Italic", "Link"].map((name) => (
            <Tool key={name} name={name} act={() => done.push(name)}>
              {name[0]}
            </Tool>
          ))}
        </Tools>
        <input aria-label="Text" onKeyDown={({ nativeEvent }) => backToTools(nativeEvent)} />
      </div>
    </>,
  );
  const user = userEvent.setup();
  const at = () =>
    document.activeElement?.getAttribute("title") ??
    document.activeElement?.getAttribute("aria-label");
  screen.getByLabelText("Before").focus();
  await user.tab();
  expect(at()).toBe("Text");
  await user.tab({ shift: true });
  expect(at()).toBe("Bold");
  await user.keyboard("{ArrowRight}{Enter}");
  expect(done).toEqual(["Italic"]);
  await user.tab();
  expect(at()).toBe("Text");
  await user.tab({ shift: true });
  expect(at()).toBe("Italic");
  await user.tab({ shift: true });
  expect(at()).toBe("Before");
  screen.getByTitle("Italic").focus();
  await user.keyboard("{End}{ArrowRight}");
  expect(at()).toBe("Bold");
  await user.keyboard("{ArrowLeft}{Home}{ArrowLeft}");
  expect(at()).toBe("Link");
});
