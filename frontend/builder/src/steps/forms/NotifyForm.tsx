import type { NotifyStep } from "@/definition/types";
import { Combobox } from "@/parts/Combobox";
import { Text } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { useChannels } from "@/parts/offers";
import type { FormProps } from "../kind";

export function NotifyForm({ id, step, change }: FormProps<NotifyStep>) {
  return (
    <>
      <Combobox
        label="Channel"
        path="channel"
        free="offered"
        value={step.channel}
        offers={useChannels()}
        nothing="No channel of Slack or Teams has been set up yet."
        change={(channel) => change({ ...step, channel })}
      />
      <Text
        label="What is said"
        path="text"
        lines={3}
        placeholder="{{ account.name }} needs a call."
        value={step.text}
        change={(text) => change({ ...step, text }, "text")}
      />
      <OutletToggles id={id} step={step} outlets={[{ outlet: "failed", label: "if it fails" }]} />
    </>
  );
}
