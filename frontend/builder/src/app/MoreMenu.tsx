/** What is done with the whole journey, and seldom. */

import { ApiError } from "@/api/client";
import { discardDraft, type Judged } from "@/api/draft";
import { archive, resume } from "@/api/pausing";
import { toYaml } from "@/api/text";
import { Icon } from "@/parts/Icon";
import { Menu, type MenuItem } from "@/parts/Menu";
import type { Panels } from "@/state/panels";
import { useStored } from "@/state/store";
import type { Builder } from "./builder";
import * as commands from "./commands";
import { useBuilder } from "./context";
import { differs } from "./SaveState";

export function MoreMenu() {
  const builder = useBuilder();
  const { page, panels, saving } = builder;
  const judged = useStored(saving, (state) => state.judged);
  const items: (MenuItem | null)[] = [
    { label: "Versions", icon: "history", does: () => panels.open("versions") },
    differs(judged)
      ? { label: "Changes not live yet", icon: "pencil", does: () => commands.differences(builder) }
      : null,
    {
      label: "Settings of the journey",
      icon: "settings",
      does: () => commands.settings(builder),
    },
    {
      label: "Explain it in words",
      icon: "note",
      does: { href: `/journeys/${page.journey}/explained?draft=true` },
    },
    builder.readOnly ? null : { label: "Import", icon: "upload", does: () => panels.ask("import") },
    {
      label: "Export as YAML",
      icon: "download",
      does: () => void orSay(panels, () => exported(builder), false),
    },
    pausing(builder, judged),
    judged.is_draft ? discarding(builder, judged) : null,
    archiving(builder, judged),
    // Whoever has but fingers has no keys.
    matchMedia("(any-hover: none)").matches
      ? null
      : { label: "Keys", icon: "help", does: () => panels.ask("shortcuts") },
  ];
  return (
    <Menu
      label="More"
      face={{ className: "b-button b-button-quiet", content: <Icon name="more" /> }}
      items={items.filter((item) => item !== null)}
    />
  );
}

/** Holding back what goes out, or letting it go on. */
function pausing({ client, page, panels }: Builder, { status }: Judged): MenuItem | null {
  if (status === "live")
    return { label: "Pause the journey", icon: "pause", does: () => panels.ask("pause") };
  if (status !== "paused") return null;
  return {
    label: "Resume the journey",
    icon: "play",
    does: () => void orSay(panels, () => resume(client, page.journey)),
  };
}

/** Back to what is live, also of what could not be saved. */
function discarding(
  { client, page, panels, readOnly, saving, document: edited }: Builder,
  { live_version }: Judged,
): MenuItem | null {
  if (readOnly || live_version === null) return null;
  const ask = async () => {
    // What was typed last is of the draft that is thrown away.
    await saving.flush();
    const { judged } = saving.getState();
    const discard = async () => {
      await discardDraft(client, page.journey, judged.revision);
      saving.took(judged, edited.journey());
    };
    panels.ask("confirm", {
      title: "Throw the changes away?",
      text: "The draft goes back to what is live. This cannot be undone here; the audit keeps what was thrown away.",
      verb: "Throw them away",
      tone: "bad",
      act: () => void orSay(panels, discard),
    });
  };
  return { label: "Throw the changes away", icon: "trash", does: () => void ask() };
}

/** Ending it. A paused one has to go on first, as those inside would stand still for ever. */
function archiving({ client, page, panels }: Builder, { status }: Judged): MenuItem | null {
  if (status !== "live" && status !== "draft") return null;
  return {
    label: "Archive the journey",
    icon: "trash",
    tone: "bad",
    does: () =>
      panels.ask("confirm", {
        title: "Archive the journey?",
        text: "Nobody enters any more, and nothing can be edited. Those inside go on to the end. It stays in the list, to be looked at, and cannot be taken up again.",
        verb: "Archive it",
        tone: "bad",
        act: () => void orSay(panels, () => archive(client, page.journey)),
      }),
  };
}

/** The journey on the screen as a file, finished or not. */
async function exported({ client, document: edited, page }: Builder): Promise<void> {
  const text = await toYaml(client, edited.journey());
  const link = window.document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = `${page.journey}.yaml`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Does it, and shows the journey as it then is; else says why not. */
async function orSay(panels: Panels, act: () => Promise<void>, reload = true): Promise<void> {
  try {
    await act();
    if (reload) window.location.reload();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    panels.ask("confirm", {
      title: "That did not work",
      text: error.message,
      verb: "All right",
      act: () => {},
    });
  }
}
