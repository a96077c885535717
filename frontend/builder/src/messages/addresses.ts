/** Addresses, as people type and paste them. */

const SCHEME = /^(?:[a-z][a-z+.-]*:\/\/|mailto:|tel:)/i;

/** With what it begins with, once: `https://` where nothing else is said. A field says it itself; what is a path,
 * or no address at all, stays. */
export function withScheme(typed: string): string {
  const address = typed.trim().replace(/^(?:https?:\/\/)+(?=https?:\/\/|mailto:|tel:)/i, "");
  if (address === "" || SCHEME.test(address) || /^\{[{%]/.test(address)) return address;
  if (/^[^\s/:@]+@[^\s/:@]+$/.test(address)) return `mailto:${address}`;
  return /^(?:\/\/)?[^\s/?#]+[.:]/.test(address)
    ? `https://${address.replace(/^\/\//, "")}`
    : address;
}
