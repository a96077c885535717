/** Merge fields of the customer things are tried out with, asked for once for each. */

import { createContext, useContext, useEffect, useState } from "react";
import type { Client } from "@/api/client";
import { type MergeField, type MergeFields, mergeFields } from "@/api/messages";
import { useBuilder, useJourney } from "@/app/context";
import type { Recipient } from "@/definition/types";
import type { Offer } from "@/parts/choosing";
import type { Sample } from "@/state/sample";
import { useStored } from "@/state/store";

/** What was asked, so that a form of many texts asks once for each customer. */
const ASKED = new WeakMap<Client, Map<string, Promise<MergeFields>>>();

function fieldsOf(
  client: Client,
  customer: Sample | null,
  to: Recipient,
  journey: string,
): Promise<MergeFields> {
  const asked = ASKED.get(client) ?? new Map<string, Promise<MergeFields>>();
  ASKED.set(client, asked);
  const key = JSON.stringify([customer, to, journey]);
  const answer = asked.get(key) ?? mergeFields(client, customer, to, journey);
  asked.set(key, answer);
  // What has failed is asked again by whoever comes next.
  answer.catch(() => asked.delete(key));
  return answer;
}

/** Whom of an account what is written is for. */
export const ForWhom = createContext<Recipient>("primary");

export function useMergeFields(): MergeFields | null {
  const { client, sample } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const journey = useJourney(({ name, journey: key }) => name || key);
  const to = useContext(ForWhom);
  const [found, setFound] = useState<MergeFields | null>(null);
  useEffect(() => {
    let current = true;
    fieldsOf(client, customer, to, journey).then(
      (fields) => current && setFound(fields),
      () => current && setFound(null),
    );
    return () => {
      current = false;
    };
  }, [client, customer, to, journey]);
  return found;
}

/**
 * As it is written in a template. Names that a customer may lack get words instead, also while all have
 * them: whoever comes tomorrow and lacks them would not get the message at all. For all else nobody but who
 * writes it knows what reads right.
 */
export function written({ name, type }: MergeField, reader: Reader = "customer"): string {
  const instead = INSTEAD[reader][name];
  // As customers write dates, and not as systems do.
  const shape = type === "date" ? " | date" : instead ? ` | default('${instead}')` : "";
  return `{{ ${name}${shape} }}`;
}

/** Who reads it: a customer their messages, a colleague the task about them. */
export type Reader = "customer" | "colleague";

const INSTEAD: Readonly<Record<Reader, Readonly<Record<string, string>>>> = {
  customer: {
    "contact.first_name": "there",
    "contact.name": "there",
    "account.name": "your company",
    "owner.first_name": "Your team",
    "owner.name": "Your team",
  },
  colleague: {
    "contact.first_name": "their contact",
    "contact.name": "their contact",
    "account.name": "this customer",
    "owner.first_name": "their CSM",
    "owner.name": "their CSM",
  },
};

/** Of this customer, for the menu. */
export function valueInWords(field: MergeField): string {
  if (field.value === null || field.value === undefined) return "not known for this customer";
  return typeof field.value === "object" ? JSON.stringify(field.value) : String(field.value);
}

/** Fields to be chosen by what they are called, under the headings of the menu. */
export const nameOffers = (fields: MergeFields | null): readonly Offer[] =>
  (fields?.groups ?? []).flatMap((group) =>
    group.fields.map((field) => ({
      value: field.name,
      label: field.label,
      detail: valueInWords(field),
      group: group.label,
      icon: "person" as const,
    })),
  );

/** The same to be put in as a whole value. */
export const fieldOffers = (fields: MergeFields | null): readonly Offer[] =>
  nameOffers(fields).map((offer) => ({ ...offer, value: `{{ ${offer.value} }}` }));
