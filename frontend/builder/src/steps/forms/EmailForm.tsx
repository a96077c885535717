import type { EmailStep } from "@/definition/types";
import { OutletToggles } from "@/parts/OutletToggles";
import type { FormProps } from "../kind";
import { RecipientFields } from "./RecipientFields";
import { FAULTS, TemplateField, TouchMore, Weekends } from "./touch";

export function EmailForm(props: FormProps<EmailStep>) {
  const touch = props as unknown as Parameters<typeof TemplateField>[0];
  return (
    <>
      <TemplateField {...touch} />
      <RecipientFields {...touch} />
      <Weekends {...touch} />
      <OutletToggles id={props.id} step={props.step} outlets={FAULTS} />
      <TouchMore {...touch} />
    </>
  );
}
