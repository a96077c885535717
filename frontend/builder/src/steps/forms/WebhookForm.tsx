import type { Scalar, WebhookStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { MergeText } from "@/messages/MergeText";
import { NameField, Text } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { Pairs } from "@/parts/Pairs";
import type { FormProps } from "../kind";

export function WebhookForm({ id, step, change }: FormProps<WebhookStep>) {
  return (
    <>
      <Text
        label="Address"
        path="url"
        mono
        placeholder="https://example.com/hook"
        value={step.url}
        hint="Ask whoever runs that system for it. Calls are signed, and tried again until it answers."
        change={(url) => change({ ...step, url }, "url")}
      />
      <Pairs<Scalar>
        label="What else is sent"
        hint="Who the customer is, and where in the journey they are, is sent in any case."
        pairs={step.data ?? {}}
        change={(data) =>
          change(withKey(step, "data", Object.keys(data).length > 0 ? data : undefined))
        }
        first={() => ""}
        add="Add a field"
        drawName={(name, rename, taken) => (
          <NameField
            label="Name"
            quiet
            path={`data.${name}.name`}
            placeholder="stage"
            value={name}
            refuse={(wanted) =>
              wanted.trim() === ""
                ? "Give it a name."
                : taken(wanted)
                  ? "Another is called so."
                  : null
            }
            change={rename}
          />
        )}
        drawValue={(name, value, set) => (
          <MergeText
            label="Value"
            quiet
            path={`data.${name}`}
            reader="colleague"
            placeholder="What is sent, or a field"
            value={String(value)}
            change={(typed) => set(scalarLike(value, typed))}
          />
        )}
      />
      <OutletToggles id={id} step={step} outlets={[{ outlet: "failed", label: "if it fails" }]} />
    </>
  );
}

/** A number stays a number, and yes and no what they are, as long as that is what is typed. */
function scalarLike(before: Scalar, typed: string): Scalar {
  if (typeof before === "number" && typed.trim() !== "" && String(Number(typed)) === typed)
    return Number(typed);
  if (typeof before === "boolean" && (typed === "true" || typed === "false"))
    return typed === "true";
  return typed;
}
