/** The keys that work while the journey has the focus. */

import { useBuilder } from "@/app/context";
import { SHORTCUTS } from "@/app/keyboard";
import { Dialog } from "./Dialog";

export default function ShortcutsDialog() {
  const { panels } = useBuilder();
  return (
    <Dialog title="Keys" close={panels.close}>
      <dl className="b-keys">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
