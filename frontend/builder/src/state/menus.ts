/** The menu that is open, by what closes it: the browser's Back does. One for each page. */

import { createStore } from "./store";

export const openMenu = createStore<(() => void) | null>(null);
