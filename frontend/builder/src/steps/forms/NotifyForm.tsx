import type { NotifyStep } from "@/definition/types";
import { MergeText } from "@/messages/MergeText";
import { Combobox } from "@/parts/Combobox";
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
      <MergeText
        label="What is said"
        path="text"
        reader="colleague"
        lines={3}
        placeholder="They need a call."
        value={step.text}
        change={(text) => change({ ...step, text }, "text")}
      />
      <OutletToggles id={id} step={step} outlets={[{ outlet: "failed", label: "if it fails" }]} />
    </>
  );
}
