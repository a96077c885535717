/** A server whose every answer is given by hand, in whatever order. */

import { act } from "@testing-library/react";
import { vi } from "vitest";

export interface Request {
  method: string;
  /** Below the journey, as in `publish/preview`. */
  path: string;
  body: Record<string, unknown>;
  answer: (data: unknown) => Promise<void>;
  /** With a status, and why. */
  refuse: (status: number, detail: string) => Promise<void>;
}

export interface Desk {
  /** What was asked of a path, the first first. */
  all: (path: string) => Request[];
  /** The last of it. Throws when there is none. */
  last: (path: string) => Request;
}

/** Stands in place of the network. Requests that are given up are answered all the same. */
export function desk(): Desk {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", (address: string, asking: RequestInit) => {
    const [, , , , , ...path] = new URL(address, "http://builder").pathname.split("/");
    let resolve: (response: Response) => void;
    const promise = new Promise<Response>((resolved) => {
      resolve = resolved;
    });
    const say = (data: unknown, status = 200) =>
      act(async () => {
        const headers = { "content-type": "application/json" };
        resolve(new Response(JSON.stringify(data), { status, headers }));
        // Until what waits for it has read it.
        await new Promise((read) => setTimeout(read));
      });
    requests.push({
      method: asking.method ?? "GET",
      path: path.join("/"),
      body: typeof asking.body === "string" ? JSON.parse(asking.body) : {},
      answer: (data) => say(data),
      refuse: (status, detail) => say({ detail }, status),
    });
    return promise;
  });
  const all = (path: string) => requests.filter((each) => each.path === path);
  return {
    all,
    last: (path) => {
      const found = all(path).at(-1);
      if (!found) throw new Error(`Nobody has asked for ${path}.`);
      return found;
    },
  };
}
