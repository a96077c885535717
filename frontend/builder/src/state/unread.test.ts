// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { journeyCalled } from "@/testing/builder";
import { documentOf } from "./document";
import { unreadOf } from "./unread";

beforeEach(() => sessionStorage.clear());

const open = () => {
  const document = documentOf(journeyCalled("hello"));
  return { document, unread: unreadOf("hello", document, sessionStorage) };
};

test("text is behind once the journey is changed elsewhere, and not when that is undone", () => {
  const { document, unread } = open();
  unread.keep("steps: {");
  expect(unread.getState()).toEqual({ text: "steps: {", behind: false });
  document.edit((now) => ({ ...now, name: "Another" }));
  unread.keep("steps: {}");
  expect(unread.getState()).toEqual({ text: "steps: {}", behind: true });
  document.undo();
  expect(unread.getState()).toEqual({ text: "steps: {}", behind: false });
});

test("it is so after a reload as well", () => {
  const { document, unread } = open();
  unread.keep("steps: {");
  document.edit((now) => ({ ...now, name: "Another" }));
  const again = open().unread;
  expect(again.getState()).toEqual({ text: "steps: {", behind: true });
  again.insist();
  expect(again.getState()).toEqual({ text: "steps: {", behind: false });
});

test("what is read leaves nothing, and what is stored by somebody else counts for nothing", () => {
  const { unread } = open();
  unread.keep("steps: {");
  unread.clear();
  expect(unread.getState()).toBeNull();
  sessionStorage.setItem("onward/text/hello", "steps: {");
  expect(open().unread.getState()).toBeNull();
});
