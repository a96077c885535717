/**
 * Speaking to the server: `/api/v1`, with the reader's session. Nothing here knows what a journey is.
 */

export interface Answer<T> {
  data: T;
  /** Of what was answered, for the next save. */
  etag: string | null;
}

/** The server said no, or could not be reached (`status` 0). `message` is fit to be shown. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    message: string,
    readonly status: number,
    readonly code: string | null,
    readonly body: unknown,
  ) {
    super(message);
  }
}

/** What is shown of an error, whatever it is. */
export const messageOf = (error: unknown): string =>
  error instanceof ApiError ? error.message : "Something went wrong.";

export interface Asking {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: { content: string; type: string };
  etag?: string | null;
  signal?: AbortSignal;
  /** Whether the request outlives the page: for what is saved on leaving. */
  keepalive?: boolean;
}

export type Client = <T>(path: string, asking?: Asking) => Promise<Answer<T>>;

/** `csrf`: the token of the reader's session. `base` is put before every path. */
export function clientFor(csrf: string, base = "/api/v1"): Client {
  return async <T>(path: string, asking: Asking = {}): Promise<Answer<T>> => {
    const response = await send(base + path, csrf, asking);
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const data: unknown = type.includes("json") && text !== "" ? JSON.parse(text) : text;
    if (!response.ok) throw refused(response.status, data);
    return { data: data as T, etag: response.headers.get("etag") };
  };
}

async function send(address: string, csrf: string, asking: Asking): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "X-CSRF-Token": csrf };
  if (asking.text) headers["Content-Type"] = asking.text.type;
  else if (asking.body !== undefined) headers["Content-Type"] = "application/json";
  if (asking.etag) headers["If-Match"] = asking.etag;
  const body =
    asking.text?.content ?? (asking.body === undefined ? null : JSON.stringify(asking.body));
  try {
    return await fetch(address, {
      method: asking.method ?? "GET",
      headers,
      body,
      signal: asking.signal ?? null,
      keepalive: asking.keepalive ?? false,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("Onward cannot be reached. Are you online?", 0, null, null);
  }
}

export const SIGNED_OUT = "You have been signed out.";

function refused(status: number, body: unknown): ApiError {
  const told = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const detail = typeof told.detail === "string" ? told.detail : null;
  const code = typeof told.code === "string" ? told.code : null;
  if (status === 401) return new ApiError(SIGNED_OUT, status, code, body);
  return new ApiError(detail ?? `The server answered ${status}.`, status, code, body);
}
