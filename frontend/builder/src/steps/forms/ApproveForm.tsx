import type { ApproveStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { AssignFields } from "@/parts/AssignFields";
import { Combobox } from "@/parts/Combobox";
import { Segmented } from "@/parts/fields";
import { stepsOf } from "@/parts/offers";
import { DurationField } from "@/times/DurationField";
import type { FormProps } from "../kind";

export function ApproveForm({ step, journey, change }: FormProps<ApproveStep>) {
  return (
    <>
      <Combobox
        label="Message that is looked at"
        path="message"
        value={step.message}
        offers={stepsOf(journey, ["email", "in_app", "survey"])}
        nothing="The journey sends no messages yet."
        change={(message) => change({ ...step, message })}
      />
      <AssignFields
        value={step.assign}
        change={(assign) => change(withKey(step, "assign", assign))}
      />
      <DurationField
        label="Wait for an answer"
        path="due"
        value={step.due}
        change={(due) => change({ ...step, due }, "due")}
      />
      <Segmented
        label="If nobody answers"
        path="silence"
        value={step.silence ?? "approved"}
        options={[
          { value: "approved", label: "It goes out" },
          { value: "cancelled", label: "It stays unsent" },
        ]}
        change={(silence) =>
          change(withKey(step, "silence", silence === "cancelled" ? silence : undefined))
        }
      />
    </>
  );
}
