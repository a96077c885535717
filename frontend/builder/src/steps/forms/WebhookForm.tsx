import type { Scalar, WebhookStep } from "@/definition/types";
import { withKey } from "@/definition/without";
import { Text } from "@/parts/fields";
import { OutletToggles } from "@/parts/OutletToggles";
import { Rows } from "@/parts/Rows";
import type { FormProps } from "../kind";

export function WebhookForm({ id, step, change }: FormProps<WebhookStep>) {
  const rows = Object.entries(step.data ?? {});
  const set = (next: [string, Scalar][], group?: string) =>
    change(withKey(step, "data", next.length > 0 ? Object.fromEntries(next) : undefined), group);
  return (
    <>
      <Text
        label="Address"
        path="url"
        mono
        placeholder="https://example.com/hook"
        value={step.url}
        change={(url) => change({ ...step, url }, "url")}
      />
      <Rows
        label="Sent beside who the customer is"
        rows={rows}
        change={(next) => set(next)}
        make={(): [string, Scalar] => [`field-${rows.length + 1}`, ""]}
        add="Add a field"
        draw={([name, value], number, replace) => (
          <div className="b-line-of">
            <Text
              label="Name"
              path={`data.${number}`}
              value={name}
              change={(now) => replace([now, value])}
            />
            <Text
              label="Value"
              path={`data.${name}`}
              placeholder="{{ account.name }}"
              value={String(value)}
              change={(now) => replace([name, now])}
            />
          </div>
        )}
      />
      <OutletToggles id={id} step={step} outlets={[{ outlet: "failed", label: "if it fails" }]} />
    </>
  );
}
