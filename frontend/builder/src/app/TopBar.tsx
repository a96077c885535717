/** What journey this is, whether it is saved, and everything that can be done with the whole of it. */

import { ApiError } from "@/api/client";
import { discardDraft } from "@/api/draft";
import { resume } from "@/api/pausing";
import { toYaml } from "@/api/text";
import { Icon, type IconName } from "@/parts/Icon";
import type { PanelName, Panels, View } from "@/state/panels";
import { useStored } from "@/state/store";
import type { Builder } from "./builder";
import * as commands from "./commands";
import { useBuilder, useJourney } from "./context";
import { SaveState } from "./SaveState";
import { Search } from "./Search";

const VIEWS: readonly { view: View; name: string; icon: IconName }[] = [
  { view: "canvas", name: "Canvas", icon: "canvas" },
  { view: "outline", name: "Outline", icon: "list" },
  { view: "text", name: "YAML", icon: "code" },
];

const TRIALS: readonly { panel: PanelName; name: string; icon: IconName }[] = [
  { panel: "walk", name: "Walk through", icon: "play" },
  { panel: "simulate", name: "Simulate", icon: "chart" },
  { panel: "scenarios", name: "Scenarios", icon: "check" },
  { panel: "try-on-me", name: "Send to me", icon: "mail" },
];

export function TopBar() {
  const { page, opened, document, panels, selection, readOnly, findings } = useBuilder();
  const name = useJourney((journey) => journey.name);
  const shown = useStored(panels, (state) => state);
  const past = useStored(document, (history) => history.past.length > 0);
  const future = useStored(document, (history) => history.future.length > 0);
  const builder = useBuilder();
  const problems = useStored(findings, (state) => state);
  const blocking = problems.filter((problem) => problem.severity === "blocking").length;
  const toggle = (panel: PanelName) => panels.open(shown.panel === panel ? null : panel);
  return (
    <header className="b-bar">
      <div className="b-bar-name">
        <a href={`/journeys/${page.journey}`} className="b-back" aria-label="Back to the journey">
          <Icon name="chevron" />
        </a>
        <button
          type="button"
          className="b-title"
          title="Settings of the journey"
          onClick={() => {
            selection.choose(null);
            panels.open("form");
          }}
        >
          {name || "Without a name"}
        </button>
        <Status status={opened.status} version={opened.live_version} />
        <SaveState />
      </div>
      <div className="b-bar-middle">
        {/* biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields */}
        <div className="b-views" role="group" aria-label="View">
          {VIEWS.map(({ view, name: label, icon }) => (
            <button
              key={view}
              type="button"
              aria-pressed={shown.view === view}
              onClick={() => panels.view(view)}
            >
              <Icon name={icon} />
              <span>{label}</span>
            </button>
          ))}
        </div>
        <div className="b-bar-pair">
          <button
            type="button"
            className="b-icon-button"
            aria-label="Undo"
            title="Undo"
            disabled={!past || readOnly}
            onClick={() => commands.undo(builder)}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            className="b-icon-button"
            aria-label="Do again"
            title="Do again"
            disabled={!future || readOnly}
            onClick={() => commands.redo(builder)}
          >
            <Icon name="redo" />
          </button>
        </div>
        <Search />
      </div>
      <div className="b-bar-acts">
        <Menu label="Try it" icon="play">
          {TRIALS.map(({ panel, name: label, icon }) => (
            <MenuLine key={panel} icon={icon} act={() => panels.open(panel)}>
              {label}
            </MenuLine>
          ))}
        </Menu>
        {opened.live_version !== null && (
          <BarButton
            icon="people"
            name="Live"
            on={shown.panel === "live"}
            act={() => toggle("live")}
          />
        )}
        <BarButton
          icon={blocking > 0 ? "error" : problems.length > 0 ? "warning" : "check"}
          name={problems.length === 0 ? "No problems" : `${problems.length} to look at`}
          tone={blocking > 0 ? "bad" : problems.length > 0 ? "warn" : "good"}
          on={shown.panel === "problems"}
          act={() => toggle("problems")}
        />
        <Menu label="More" icon="more" bare>
          <MenuLine icon="history" act={() => panels.open("versions")}>
            Versions
          </MenuLine>
          <MenuLine icon="settings" act={() => settings(selection, panels)}>
            Settings of the journey
          </MenuLine>
          <MenuLink icon="note" href={`/journeys/${page.journey}/explained?draft=true`}>
            Explain it in words
          </MenuLink>
          <MenuLine icon="upload" act={() => panels.ask("import")}>
            Import
          </MenuLine>
          <MenuLine icon="download" act={() => void orSay(panels, () => exported(builder), false)}>
            Export as YAML
          </MenuLine>
          <Pausing />
          <Discard />
          <MenuLine icon="help" act={() => panels.ask("shortcuts")}>
            Keys
          </MenuLine>
        </Menu>
        {!readOnly && (
          <button
            type="button"
            className="b-button b-button-main"
            onClick={() => panels.ask("publish")}
          >
            Publish
          </button>
        )}
      </div>
    </header>
  );
}

/** Holding back what goes out, and letting it go on. */
function Pausing() {
  const { client, page, opened, panels } = useBuilder();
  if (opened.status === "live")
    return (
      <MenuLine icon="pause" act={() => panels.ask("pause")}>
        Pause the journey
      </MenuLine>
    );
  if (opened.status !== "paused") return null;
  return (
    <MenuLine icon="play" act={() => void orSay(panels, () => resume(client, page.journey))}>
      Resume the journey
    </MenuLine>
  );
}

/** Back to what is live. */
function Discard() {
  const { client, page, opened, saving, panels, readOnly } = useBuilder();
  const judged = useStored(saving, (state) => state.judged);
  if (readOnly || opened.live_version === null || !judged.is_draft) return null;
  const discard = () => discardDraft(client, page.journey, saving.getState().judged.revision);
  return (
    <MenuLine
      icon="trash"
      act={() =>
        panels.ask("confirm", {
          title: "Throw the changes away?",
          text: "The draft goes back to what is live. This cannot be undone here; the audit keeps what was thrown away.",
          verb: "Throw them away",
          act: () => void orSay(panels, discard),
        })
      }
    >
      Throw the changes away
    </MenuLine>
  );
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

function settings(
  selection: { choose: (step: null) => void },
  panels: { open: (panel: PanelName) => void },
): void {
  selection.choose(null);
  panels.open("form");
}

const STATUS = { draft: "Draft", live: "Live", paused: "Paused", archived: "Archived" } as const;

function Status({ status, version }: { status: keyof typeof STATUS; version: number | null }) {
  return (
    <span className={`b-status b-status-${status}`}>
      {STATUS[status]}
      {version === null ? "" : ` v${version}`}
    </span>
  );
}

function BarButton({
  icon,
  name,
  on,
  tone,
  act,
}: {
  icon: IconName;
  name: string;
  on: boolean;
  tone?: "bad" | "warn" | "good";
  act: () => void;
}) {
  return (
    <button
      type="button"
      className={tone ? `b-button b-button-quiet b-text-${tone}` : "b-button b-button-quiet"}
      aria-pressed={on}
      onClick={act}
    >
      <Icon name={icon} />
      <span className="b-bar-label">{name}</span>
    </button>
  );
}

function Menu({
  label,
  icon,
  bare = false,
  children,
}: {
  label: string;
  icon: IconName;
  bare?: boolean;
  children: React.ReactNode;
}) {
  return (
    <details
      className="b-menu"
      onClick={(event) => {
        // A choice closes the menu.
        if ((event.target as HTMLElement).closest(".b-menu-sheet"))
          event.currentTarget.removeAttribute("open");
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.removeAttribute("open");
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget))
          event.currentTarget.removeAttribute("open");
      }}
    >
      <summary className="b-button b-button-quiet" aria-label={label}>
        <Icon name={icon} />
        {!bare && <span className="b-bar-label">{label}</span>}
      </summary>
      <div className="b-menu-sheet">{children}</div>
    </details>
  );
}

function MenuLine({
  icon,
  act,
  children,
}: {
  icon: IconName;
  act: () => void;
  children: React.ReactNode;
}) {
  return (
    <button type="button" className="b-menu-line" onClick={act}>
      <Icon name={icon} />
      {children}
    </button>
  );
}

function MenuLink({
  icon,
  href,
  children,
}: {
  icon: IconName;
  href: string;
  children: React.ReactNode;
}) {
  return (
    <a className="b-menu-line" href={href}>
      <Icon name={icon} />
      {children}
    </a>
  );
}
