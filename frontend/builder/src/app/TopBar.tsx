/** What journey this is, whether it is saved, and everything that can be done with the whole of it. */

import { isWrong, together } from "@/model/problem";
import { Icon, type IconName } from "@/parts/Icon";
import { Menu } from "@/parts/Menu";
import type { PanelName, View } from "@/state/panels";
import { useStored } from "@/state/store";
import * as commands from "./commands";
import { useBuilder, useJourney } from "./context";
import { MoreMenu } from "./MoreMenu";
import { SaveState } from "./SaveState";
import { Search } from "./Search";

const VIEWS: readonly { view: View; name: string; icon: IconName }[] = [
  { view: "canvas", name: "Canvas", icon: "canvas" },
  { view: "outline", name: "Outline", icon: "list" },
  { view: "text", name: "YAML", icon: "code" },
];

const TRIALS: readonly { panel: PanelName; label: string; detail: string; icon: IconName }[] = [
  {
    panel: "walk",
    label: "Walk through",
    detail: "One customer, step by step: you choose what happens. Nothing is sent.",
    icon: "play",
  },
  {
    panel: "simulate",
    label: "Simulate",
    detail: "Hundreds of customers in seconds: how many messages and tasks that makes.",
    icon: "chart",
  },
  {
    panel: "scenarios",
    label: "Scenarios",
    detail: "Customers it has to be right for, tried again before each publish.",
    icon: "check",
  },
  {
    panel: "try-on-me",
    label: "Send to me",
    detail: "The real thing, to your own address, a day in a few seconds.",
    icon: "mail",
  },
];

export function TopBar() {
  const { page, saving, document, panels, readOnly, findings } = useBuilder();
  const name = useJourney((journey) => journey.name);
  const { status, live_version: version } = useStored(saving, ({ judged }) => judged);
  const shown = useStored(panels, (state) => state);
  const past = useStored(document, (history) => history.past.length > 0);
  const future = useStored(document, (history) => history.future.length > 0);
  const builder = useBuilder();
  const problems = useStored(findings, (state) => state);
  const wrong = problems.some(isWrong);
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
          onClick={() => commands.settings(builder)}
        >
          {name || "Without a name"}
        </button>
        <Status status={status} version={version} />
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
            aria-disabled={!past || readOnly}
            onClick={() => commands.undo(builder)}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            className="b-icon-button"
            aria-label="Do again"
            title="Do again"
            aria-disabled={!future || readOnly}
            onClick={() => commands.redo(builder)}
          >
            <Icon name="redo" />
          </button>
        </div>
        <Search />
      </div>
      <div className="b-bar-acts">
        <Menu
          label="Try it"
          face={{
            className: "b-button b-button-quiet",
            content: (
              <>
                <Icon name="play" />
                <span className="b-bar-label">Try it</span>
              </>
            ),
          }}
          items={TRIALS.map(({ panel, ...item }) => ({ ...item, does: () => panels.open(panel) }))}
        />
        {version !== null && (
          <BarButton
            icon="people"
            name="Live"
            on={shown.panel === "live"}
            act={() => toggle("live")}
          />
        )}
        <BarButton
          icon={wrong ? "error" : problems.length > 0 ? "warning" : "check"}
          name={problems.length === 0 ? "No problems" : `${together(problems).length} to look at`}
          tone={wrong ? "bad" : problems.length > 0 ? "warn" : "good"}
          on={shown.panel === "problems"}
          act={() => toggle("problems")}
        />
        <MoreMenu />
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
