/** Answers for the builder when there is no server: what is saved lives as long as the process. */

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { problemsOf } from "./problems";

interface Definition {
  name: string;
  [key: string]: unknown;
}

const JOURNEYS = new URL("../../../../tests/shared/journeys.json", import.meta.url);
const VOCABULARY = new URL("./vocabulary.json", import.meta.url);
const ACCOUNTS = ["Acme", "Brightside Bakery", "Cobalt Cycles", "Dunes & Daughters", "Evergreen"];

export function server(): Plugin {
  const journeys = JSON.parse(readFileSync(JOURNEYS, "utf8")) as Record<string, Definition>;
  let revision = 1;
  const answer = (request: IncomingMessage, body: unknown): unknown => {
    const url = new URL(request.url ?? "/", "http://builder");
    const [, , , kind, key, what] = url.pathname.split("/");
    if (kind === "vocabulary") return JSON.parse(readFileSync(VOCABULARY, "utf8"));
    if (kind === "accounts" || kind === "contacts")
      return { items: customers(url.searchParams.get("search") ?? "") };
    if (kind === "journeys" && key === "dates")
      return { dates: [dated(body as { waits: object[] })] };
    const definition = journeys[key ?? ""];
    if (kind !== "journeys" || what !== "draft" || !key || !definition) return undefined;
    if (request.method === "PUT") {
      journeys[key] = body as Definition;
      revision += 1;
    }
    return draftOf(key, journeys[key] ?? definition, revision);
  };
  return {
    name: "onward-without-a-server",
    configureServer: ({ middlewares }) => {
      middlewares.use("/api/v1", async (request, response) => {
        const asked = Object.assign(request, { url: request.originalUrl ?? "" });
        reply(response, answer(asked, await bodyOf(request)));
      });
    },
  };
}

function draftOf(key: string, definition: Definition, revision: number) {
  return {
    key,
    name: definition.name,
    status: "draft",
    live_version: null,
    definition,
    revision,
    is_draft: true,
    saved_by: "kim@example.com",
    saved_by_name: "Kim",
    saved_at: new Date().toISOString(),
    readable: true,
    publishable: true,
    problems: problemsOf(key),
  };
}

const customers = (search: string) =>
  ACCOUNTS.filter((name) => name.toLowerCase().includes(search.toLowerCase())).map((name) => ({
    id: name,
    external_id: name,
    name,
    email: null,
  }));

const dated = ({ waits }: { waits: object[] }) => ({
  at: "2026-12-08T08:00:00Z",
  words: `Tuesday 8 December, 09:00 in Europe/Amsterdam (${Object.keys(waits[0] ?? {})})`,
});

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? undefined : JSON.parse(text);
}

function reply(response: ServerResponse, answer: unknown): void {
  response.statusCode = answer === undefined ? 404 : 200;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer ?? { detail: "There is no server here." }));
}
