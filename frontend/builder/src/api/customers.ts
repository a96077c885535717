/** Customers to try things out with: looked up by what they are called. */

import type { Sample } from "@/state/sample";
import type { Client } from "./client";

interface Listing<T> {
  items: T[];
}

interface Account {
  external_id: string;
  name: string | null;
}

interface Contact {
  id: string;
  name: string | null;
  email: string | null;
}

/** Accounts by name and contacts by name or address; `subject` says which. */
export async function searchCustomers(
  client: Client,
  subject: "account" | "contact",
  search: string,
): Promise<Sample[]> {
  const query = `?limit=20&search=${encodeURIComponent(search)}`;
  if (subject === "account") {
    const { data } = await client<Listing<Account>>(`/accounts${query}`);
    return data.items.map((each) => ({
      kind: "account",
      id: each.external_id,
      label: each.name ?? each.external_id,
    }));
  }
  const { data } = await client<Listing<Contact>>(`/contacts${query}`);
  return data.items.map((each) => ({
    kind: "contact",
    id: each.id,
    label: each.name ?? each.email ?? each.id,
  }));
}

/** How a request names the customer; nothing for the one that is made up. */
export const customerOf = (sample: Sample | null): { account?: string; contact?: string } =>
  sample === null ? {} : { [sample.kind]: sample.id };
