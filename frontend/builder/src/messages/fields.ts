/** Merge fields of the customer things are tried out with, asked for once for each. */

import { useEffect, useState } from "react";
import { type MergeField, type MergeFields, mergeFields } from "@/api/messages";
import { useBuilder } from "@/app/context";
import { useStored } from "@/state/store";

export function useMergeFields(): MergeFields | null {
  const { client, sample } = useBuilder();
  const customer = useStored(sample, (state) => state);
  const [found, setFound] = useState<MergeFields | null>(null);
  useEffect(() => {
    let current = true;
    mergeFields(client, customer).then(
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
