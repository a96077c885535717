/** What is loaded when it is first asked for.

All of it comes at once: as one file it is a quarter smaller than as a file for each, and whoever
opens one panel soon opens another. */

import { type ComponentType, lazy } from "react";
import { DialogNotLoaded, NotLoaded } from "./NotLoaded";

type Parts = typeof import("./laterParts");
type Dialogs = { [Name in keyof Parts]: Name extends `${string}Dialog` ? Name : never };

/** The panel or view of this name, loaded when it is first drawn. */
export const later = <Name extends keyof Parts>(name: Name) => loaded(partOf(name), NotLoaded);

/** The same for a dialog. */
export const dialogLater = <Name extends Dialogs[keyof Parts]>(name: Name) =>
  loaded(partOf(name), DialogNotLoaded);

const partOf =
  <Name extends keyof Parts>(name: Name) =>
  async () =>
    (await import("./laterParts"))[name];

/** What `load` brings when it is first drawn; `instead` where it could not. */
// biome-ignore lint/suspicious/noExplicitAny: as React has it, of whatever properties
export function loaded<Content extends ComponentType<any>>(
  load: () => Promise<Content>,
  instead: ComponentType,
) {
  return lazy(async () => ({ default: await load().catch(() => instead as Content) }));
}
