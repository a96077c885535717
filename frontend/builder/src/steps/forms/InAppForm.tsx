import type { InAppStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Segmented } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import type { FormProps } from "../kind";
import { FAULTS, RecipientFields, TemplateField, TouchMore } from "./touch";

export function InAppForm(props: FormProps<InAppStep>) {
  const touch = props as unknown as Parameters<typeof TemplateField>[0];
  const { step, change } = props;
  return (
    <>
      <TemplateField {...touch} />
      <Segmented
        label="Shown as"
        path="format"
        value={step.format ?? "feed"}
        options={[
          { value: "feed", label: "Feed" },
          { value: "banner", label: "Banner" },
          { value: "modal", label: "Window" },
        ]}
        change={(format) => change(withKey(step, "format", format === "feed" ? undefined : format))}
      />
      <RecipientFields {...touch} />
      <OutletToggles id={props.id} step={step} outlets={FAULTS} />
      <TouchMore {...touch} />
    </>
  );
}
