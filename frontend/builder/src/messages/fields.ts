/** Merge fields of the customer things are tried out with, asked for once for each. */

import { useEffect, useState } from "react";
import type { Client } from "@/api/client";
import { type MergeField, type MergeFields, mergeFields } from "@/api/messages";
import { useBuilder } from "@/app/context";
import type { Offer } from "@/parts/choosing";
import type { Sample } from "@/state/sample";
import { useStored } from "@/state/store";

/** What was asked, so that a form of many texts asks once for each customer. */
const ASKED = new WeakMap<Client, Map<string, Promise<MergeFields>>>();

function fieldsOf(client: Client, customer: Sample | null): Promise<MergeFields> {
  const asked = ASKED.get(client) ?? new Map<string, Promise<MergeFields>>();
  ASKED.set(client, asked);
  const key = JSON.stringify(customer);
  const answer = asked.get(key) ?? mergeFields(client, customer);
  asked.set(key, answer);
  // What has failed is asked again by whoever comes next.
  answer.catch(() => asked.delete(key));
  return answer;
}

export function useMergeFields(): MergeFields | null {
  const { client, sample } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const [found, setFound] = useState<MergeFields | null>(null);
  useEffect(() => {
    let current = true;
    fieldsOf(client, customer).then(
      (fields) => current && setFound(fields),
      () => current && setFound(null),
    );
    return () => {
      current = false;
    };
  }, [client, customer]);
  return found;
}

/** As it is written in a template; what not everybody has gets something instead. */
export function written(field: MergeField): string {
  const everybody = field.seen === null || field.seen >= 1;
  if (everybody) return `{{ ${field.name} }}`;
  return `{{ ${field.name} | default('${otherwise(field)}') }}`;
}

const otherwise = (field: MergeField): string =>
  field.name === "contact.first_name" ? "there" : field.label.toLowerCase().replace(/'/g, "’");

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
