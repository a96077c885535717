/** The passage of one customer that is looked at, by its enrollment's id. */

import { createStore, type Store } from "./store";

export interface Following extends Store<string | null> {
  follow: (enrollment: string | null) => void;
}

/** In the query of the page's address, so that others can be shown it, and a reload keeps it. */
const QUERY = "enrollment";

export function followingOf(location: Location, history: History): Following {
  const store = createStore<string | null>(new URLSearchParams(location.search).get(QUERY));
  return {
    ...store,
    follow: (enrollment) => {
      const query = new URLSearchParams(location.search);
      if (enrollment === null) query.delete(QUERY);
      else query.set(QUERY, enrollment);
      const text = query.toString();
      history.replaceState(history.state, "", text ? `?${text}` : location.pathname);
      store.set(() => enrollment);
    },
  };
}
