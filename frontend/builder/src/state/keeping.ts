/** What the browser keeps for a page that comes back. */

/** The text under the key. Where its room is full nothing is kept, and nothing that was before. */
export function keepIn(storage: Storage, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    storage.removeItem(key);
  }
}
