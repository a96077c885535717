/** What is loaded when it is first asked for.

All of it comes at once: as one file it is a quarter smaller than as a file for each, and whoever
opens one panel soon opens another. */

import { lazy } from "react";

type Parts = typeof import("./laterParts");

/** The component of this name, loaded when it is first drawn. */
export function later<Name extends keyof Parts>(name: Name) {
  return lazy(async () => ({ default: (await import("./laterParts"))[name] }));
}
