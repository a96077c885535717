import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, type Asking, type Client } from "@/api/client";
import type { Judged } from "@/api/draft";
import type { Journey } from "@/definition/types";
import { documentOf } from "./document";
import { savingOf } from "./saving";

const journey = (name: string): Journey =>
  ({
    journey: "one",
    name,
    entry: {},
    start: "done",
    steps: { done: { type: "exit" } },
  }) as Journey;
const judged = (revision: number): Judged => ({
  revision,
  is_draft: true,
  saved_by: "maya",
  saved_by_name: "Maya",
  saved_at: null,
  readable: true,
  publishable: true,
  problems: [],
  status: "draft",
  live_version: null,
});

/** A server that keeps a draft as the real one does, and fails when it is told to. */
function serverOf() {
  const server = {
    revision: 1,
    kept: JSON.stringify(journey("first")),
    asked: [] as { name: string; etag: string }[],
    /** What becomes of the next saves: taken, refused with a status, or taken with a lost answer. */
    next: [] as ("lost" | number)[],
    live: null as number | null,
    status: "draft" as Judged["status"],
    /** Whether both have changed the same. */
    clashes: false,
    /** What happens while two drafts are merged; it may fail. */
    merging: undefined as (() => void) | undefined,
    /** What somebody else does before the draft is read the next time. */
    before: undefined as (() => void) | undefined,
    client: (async (path: string, asking?: Asking) => {
      if (path.endsWith("/merge")) {
        const { mine } = (asking as Asking).body as { mine: Journey };
        const theirs = JSON.parse(server.kept) as Journey;
        server.merging?.();
        const definition = { ...mine, description: theirs.description };
        const clashes = server.clashes ? [{}] : [];
        const { revision } = server;
        return { data: { revision, theirs, definition, clashes, said: "Ana’s were taken in." } };
      }
      if (asking?.body === undefined) {
        server.before?.();
        server.before = undefined;
        return { data: now(), etag: null };
      }
      const body = asking.body as Journey;
      server.asked.push({ name: body.name, etag: asking.etag ?? "" });
      const fate = server.next.shift();
      if (typeof fate === "number") throw new ApiError("No.", fate, null, null);
      if (server.status === "archived") throw new ApiError("It is.", 409, "archived", null);
      const text = JSON.stringify(body);
      if (text !== server.kept) {
        if (asking.etag !== `"${server.revision}"`) return { data: { behind: true }, etag: null };
        server.kept = text;
        server.revision += 1;
      }
      if (fate === "lost") throw new ApiError("Cannot be reached.", 0, null, null);
      return { data: now(), etag: null };
    }) as unknown as Client,
  };
  const now = (): Judged => ({
    ...judged(server.revision),
    status: server.status,
    is_draft: server.live === null,
    live_version: server.live,
  });
  return server;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function begun() {
  const server = serverOf();
  const document = documentOf(journey("first"));
  const told: string[] = [];
  const saving = savingOf(
    server.client,
    "one",
    document,
    judged(1),
    false,
    document.journey(),
    (merged, said) => {
      told.push(said);
      document.edit(() => merged);
    },
  );
  const rename = (name: string) => document.edit((now) => ({ ...now, name }));
  const other = () => {
    server.kept = JSON.stringify({ ...journey("first"), description: "Theirs" });
    server.revision = 5;
  };
  return { server, document, saving, rename, told, other };
}

describe("saving", () => {
  test("an edit is saved after a rest, and edits meanwhile after it", async () => {
    const { server, saving, rename } = begun();
    rename("second");
    rename("third");
    expect(saving.getState().state).toBe("waiting");
    await vi.runAllTimersAsync();
    expect(server.asked).toEqual([{ name: "third", etag: '"1"' }]);
    expect(saving.getState().state).toBe("saved");
  });

  test("what cannot be kept is said, and tried again with the next edit", async () => {
    const { server, saving, rename } = begun();
    server.next = [422];
    rename("too much");
    await vi.runAllTimersAsync();
    expect(saving.getState()).toMatchObject({ state: "rejected", because: "No." });
    rename("less");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
    expect(server.kept).toContain("less");
  });

  test("taken back, what could not be kept needs no saving", async () => {
    const { server, document, saving, rename } = begun();
    server.next = [413];
    rename("too much");
    await vi.runAllTimersAsync();
    document.undo();
    expect(saving.getState().state).toBe("saved");
  });

  test("what somebody else has saved meanwhile is there before anything is typed", async () => {
    /** How it broke: it could not be published, and nothing led out of that. */
    const { server, document, saving, told, other } = begun();
    await saving.again();
    expect(saving.getState().state).toBe("saved");
    other();
    await saving.again();
    expect(saving.getState().state).toBe("saved");
    expect(document.journey().description).toBe("Theirs");
    expect(told).toEqual(["Ana’s were taken in."]);
    await vi.runAllTimersAsync();
    expect(server.revision).toBe(5);
  });

  test("what is looked at again twice at once is taken in once", async () => {
    /** How it broke: a window that was come back to merged a colleague's edits three times, and saved
     * what they had saved. */
    const { server, saving, told, other } = begun();
    other();
    let merges = 0;
    server.merging = () => {
      merges += 1;
    };
    await Promise.all([saving.again(), saving.again()]);
    await vi.runAllTimersAsync();
    expect([merges, told.length]).toEqual([1, 1]);
  });

  test("what was saved just before it was archived is there, and then nothing more is edited", async () => {
    /** How it broke: what a colleague had saved last was seen only once the page was loaded anew. */
    const { server, document, saving, other } = begun();
    other();
    server.status = "archived";
    await saving.again();
    await vi.runAllTimersAsync();
    expect(document.journey().description).toBe("Theirs");
    expect(saving.getState()).toMatchObject({ state: "read-only", because: null });
    expect(server.asked).toEqual([]);
  });

  test("where what was saved before it was archived says the same, nothing is said to be lost", async () => {
    /** How it broke: it was sent once more, refused, and called an edit that is not saved. */
    const { server, document, saving, told } = begun();
    const mine = document.journey();
    server.revision = 5;
    server.status = "archived";
    await saving.again();
    await vi.runAllTimersAsync();
    expect(server.asked).toEqual([]);
    expect(saving.getState()).toMatchObject({ state: "read-only", because: null });
    expect(saving.getState().judged.revision).toBe(5);
    expect([document.journey() === mine, told]).toEqual([true, []]);
  });

  test("what differs in nothing but its order is taken as it is, and not saved", async () => {
    /** How it would break: two open windows would save it for ever, each in its own order. */
    const { server, document, saving } = begun();
    server.kept = JSON.stringify({ description: "Theirs", ...journey("first") });
    server.revision = 5;
    await saving.again();
    await vi.runAllTimersAsync();
    expect(server.asked).toEqual([]);
    expect(saving.getState()).toMatchObject({ state: "saved", judged: { revision: 5 } });
    expect(JSON.stringify(document.journey())).toBe(server.kept);
  });

  test("that somebody else has published is known by looking again, and by saving", async () => {
    /** How it broke: a second window said “Live v1” for as long as it was open. */
    const { server, saving, rename } = begun();
    const live = () => saving.getState().judged.live_version;
    server.live = 2;
    await saving.again();
    expect([live(), saving.getState().judged.is_draft]).toEqual([2, false]);
    server.live = 3;
    rename("second");
    await vi.runAllTimersAsync();
    expect(live()).toBe(3);
  });

  test("who has been signed out is not asked again and again", async () => {
    const { server, saving, rename } = begun();
    server.next = [401];
    rename("second");
    await vi.runAllTimersAsync();
    rename("third");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("refused");
    expect(server.asked).toHaveLength(1);
  });

  test("a lost answer is no conflict with oneself", async () => {
    const { server, saving, rename } = begun();
    server.next = ["lost"];
    rename("second");
    await vi.advanceTimersByTimeAsync(700);
    expect(saving.getState().state).toBe("failing");
    rename("third");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
    expect(server.kept).toContain("third");
  });

  test("what somebody else has saved is merged with what is typed, and undone", async () => {
    const { server, document, saving, rename, told, other } = begun();
    other();
    rename("mine");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
    expect(JSON.parse(server.kept)).toMatchObject({ name: "mine", description: "Theirs" });
    expect(told).toEqual(["Ana’s were taken in."]);
    document.undo();
    await vi.runAllTimersAsync();
    expect(JSON.parse(server.kept)).toEqual(journey("mine"));
  });

  /**
   * **How it broke:** whoever had made the same edit as somebody else, who saved once more while that
   * was found out, waited for a save that waited for itself: nothing was saved any more.
   */
  test("what is saved elsewhere while a merge is looked at again holds up no save", async () => {
    const { server, document, rename } = begun();
    server.kept = JSON.stringify({ ...journey("mine"), description: "Theirs" });
    server.revision = 5;
    server.before = () => {
      server.kept = JSON.stringify({ ...journey("mine"), description: "Later" });
      server.revision = 6;
    };
    rename("mine");
    await vi.runAllTimersAsync();
    expect(document.journey().description).toBe("Later");
    rename("next");
    await vi.runAllTimersAsync();
    expect(JSON.parse(server.kept)).toMatchObject({ name: "next", description: "Later" });
  });

  test("whoever types through every merge has changed nothing that somebody else has", async () => {
    /** How it broke: on a slow line it was said, in the middle of a word, that both had. */
    const { server, saving, rename, other } = begun();
    other();
    let typed = "";
    server.merging = () => {
      if (typed.length === 9) return;
      typed += "x";
      rename(typed);
    };
    rename("mine");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
    expect(JSON.parse(server.kept)).toMatchObject({ name: "xxxxxxxxx", description: "Theirs" });
  });

  test.each(["while one types", "while one looks on"])(
    "a merge that fails %s is tried again, and is no conflict",
    async (when) => {
      /** How it broke: where the line was gone for a moment, it was said that both had changed the same. */
      const { server, document, saving, rename, other } = begun();
      other();
      let failures = 2;
      server.merging = () => {
        failures -= 1;
        if (failures >= 0) throw new ApiError("Cannot be reached.", 0, null, null);
      };
      if (when === "while one types") rename("mine");
      else for (let time = 0; time < 3; time += 1) await saving.again();
      await vi.runAllTimersAsync();
      expect(saving.getState().state).toBe("saved");
      expect(document.journey().description).toBe("Theirs");
    },
  );

  test("a save that has changed nothing of it is not told of", async () => {
    const { server, saving, rename, told } = begun();
    server.revision = 5;
    rename("mine");
    expect(await saving.flush()).toBe(true);
    expect(told).toEqual([]);
    expect(server.kept).toContain("mine");
  });

  test("where both have changed the same it stops until the reader has decided", async () => {
    const { server, saving, rename } = begun();
    server.revision = 5;
    server.clashes = true;
    rename("mine");
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("conflict");
    rename("still mine");
    await vi.runAllTimersAsync();
    expect(server.asked).toHaveLength(1);
    saving.overwrite(5, journey("theirs"));
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
    expect(server.kept).toContain("still mine");
  });

  test("whoever takes all of theirs has saved it, and hears what is said of it", async () => {
    /** How it broke: it said “Saving …” until the next edit, and nothing could be published. */
    const { server, document, saving, rename } = begun();
    server.kept = JSON.stringify(journey("theirs"));
    server.revision = 5;
    server.clashes = true;
    server.live = 3;
    rename("mine");
    await vi.runAllTimersAsync();
    const theirs = journey("theirs");
    document.edit(() => theirs);
    saving.overwrite(5, theirs);
    await vi.runAllTimersAsync();
    expect(saving.getState()).toMatchObject({ state: "saved", judged: { live_version: 3 } });
    expect(server.asked).toHaveLength(1);
  });

  test("taken back while the server is too busy, an edit needs no saving", async () => {
    /** How it broke: it said “Not saved, trying again”, and was not. */
    const { server, document, saving, rename } = begun();
    server.next = [429];
    rename("second");
    await vi.advanceTimersByTimeAsync(700);
    expect(saving.getState().state).toBe("failing");
    document.undo();
    await vi.runAllTimersAsync();
    expect(saving.getState().state).toBe("saved");
  });

  test("flushing says whether everything is saved", async () => {
    const { server, saving, rename } = begun();
    rename("second");
    expect(await saving.flush()).toBe(true);
    server.next = [500];
    rename("third");
    expect(await saving.flush()).toBe(false);
    expect(saving.getState().state).toBe("failing");
    expect(await saving.flush()).toBe(true);
    server.revision = 9;
    server.clashes = true;
    rename("fourth");
    expect(await saving.flush()).toBe(false);
  });
});
