/** How messages look. The page may set `--onward-accent` and `--onward-font`. */

export const CSS = `
:host { all: initial; display: block; color-scheme: light dark; --accent: var(--onward-accent, #0b6b58); --label: #fff; --sheet: #fff; --line: #dfe2de; --ink: #24292b; --strong: #14191b; --soft: #5f6669; --tint: color-mix(in srgb, var(--accent) 12%, var(--sheet)); }
@media (prefers-color-scheme: dark) { :host { --accent: var(--onward-accent-dark, #4cc2a6); --label: #06110e; --sheet: #1b2123; --line: #343d40; --ink: #dde2e1; --strong: #f3f6f5; --soft: #a3acaa; } }
* { box-sizing: border-box; }
.banner, .card, .modal, .corner, .feed { font: 15px/1.5 var(--onward-font, system-ui, sans-serif); color: var(--ink); overflow-wrap: anywhere; text-align: left; }
h2 { margin: 0 0 4px; font-size: 16px; line-height: 1.35; font-weight: 650; color: var(--strong); outline: 0; }
.body > :first-child { margin-top: 0; } .body > :last-child { margin-bottom: 0; }
p, ul, ol { margin: 0 0 8px; } .body img { max-width: 100%; height: auto; }
a { color: var(--accent); }
button { font: inherit; color: inherit; cursor: pointer; }

:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h2:focus-visible { outline: 0; }
.go { display: inline-block; margin-top: 12px; padding: 8px 14px; border: 0; border-radius: 8px; background: var(--accent); color: var(--label); font-weight: 600; text-decoration: none; line-height: 1.3; }
.quiet { padding: 8px 10px; border: 0; border-radius: 8px; background: none; color: var(--soft); }
.close { flex: none; width: 32px; height: 32px; margin: -4px -6px 0 0; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--soft); font-size: 20px; line-height: 1; }
.close:hover, .quiet:hover { background: color-mix(in srgb, var(--ink) 8%, transparent); }
.head { display: flex; justify-content: space-between; gap: 12px; }
.banner { display: flex; gap: 16px; align-items: flex-start; padding: 12px 20px; background: var(--tint); border-bottom: 1px solid var(--line); }
.banner .words { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; } .banner .body p { margin: 0; } .banner h2 { font-size: 15px; margin: 0; } .banner .go { margin: 0; padding: 5px 12px; }
.banner .close { margin: -4px -8px -4px 0; }
dialog { padding: 0; border: 0; background: none; max-width: none; max-height: none; }
dialog::backdrop { background: rgb(10 14 15 / 0.5); }
.modal { width: min(480px, calc(100vw - 32px)); max-height: calc(100vh - 32px); overflow: auto; padding: 24px; border-radius: 16px; background: var(--sheet); box-shadow: 0 24px 64px rgb(0 0 0 / 0.3); }
.modal h2 { font-size: 20px; }
.card { position: fixed; z-index: 2147483002; width: min(340px, calc(100vw - 24px)); padding: 16px 18px; border: 1px solid var(--line); border-radius: 14px; background: var(--sheet); box-shadow: 0 16px 40px rgb(0 0 0 / 0.24); }
.card.middle { top: 50%; left: 50%; transform: translate(-50%, -50%); }
.shade { position: fixed; inset: 0; z-index: 2147483000; background: rgb(10 14 15 / 0.45); }
.ring { position: fixed; z-index: 2147483001; border-radius: 10px; box-shadow: 0 0 0 2px var(--accent), 0 0 0 200vmax rgb(10 14 15 / 0.45); pointer-events: none; transition: top 0.2s, left 0.2s, width 0.2s, height 0.2s; }
.turn { display: flex; align-items: center; gap: 8px; margin-top: 12px; } .turn .go { margin: 0; } .count { margin-right: auto; color: var(--soft); font-size: 13px; }
.corner { position: fixed; right: 16px; bottom: 16px; z-index: 2147482000; }
.pill { display: flex; gap: 10px; align-items: center; padding: 10px 16px; border: 1px solid var(--line); border-radius: 999px; background: var(--sheet); color: var(--strong); font-weight: 600; box-shadow: 0 8px 24px rgb(0 0 0 / 0.18); }
.pill b { padding: 1px 8px; border-radius: 99px; background: var(--tint); font-weight: 600; }
.panel { width: min(360px, calc(100vw - 32px)); max-height: calc(100vh - 32px); overflow: auto; padding: 18px; border: 1px solid var(--line); border-radius: 16px; background: var(--sheet); box-shadow: 0 16px 40px rgb(0 0 0 / 0.22); }
.bar { height: 6px; margin: 12px 0 4px; border-radius: 3px; background: var(--line); overflow: hidden; } .bar i { display: block; height: 100%; border-radius: 3px; background: var(--accent); transition: width 0.3s; }
.items { margin: 0; padding: 0; list-style: none; } .items li { display: flex; gap: 12px; padding: 10px 0; border-top: 1px solid var(--line); } .items li:first-child { border: 0; }
.items .what { flex: 1; min-width: 0; color: var(--strong); font-weight: 600; } .items .body { color: var(--ink); font-weight: 400; font-size: 14px; }
.tick { flex: none; width: 22px; height: 22px; margin-top: 1px; padding: 0; border: 2px solid var(--soft); border-radius: 50%; background: none; font-size: 13px; line-height: 18px; text-align: center; }
button.tick:hover { border-color: var(--accent); } .done .tick { border-color: var(--accent); background: var(--accent); color: var(--label); } .done .what, .done a { color: var(--soft); text-decoration: line-through; }
.scale { display: flex; flex-wrap: wrap; gap: 5px; margin-top: 14px; } .scale a { min-width: 34px; padding: 8px 4px; border-radius: 8px; background: var(--tint); color: var(--strong); font-weight: 600; text-align: center; text-decoration: none; } .ends { display: flex; justify-content: space-between; gap: 12px; margin-top: 6px; color: var(--soft); font-size: 13px; }
.feed { position: fixed; top: 16px; right: 16px; z-index: 2147483000; width: min(380px, calc(100vw - 32px)); max-height: calc(100vh - 32px); overflow: auto; border: 1px solid var(--line); border-radius: 16px; background: var(--sheet); box-shadow: 0 16px 40px rgb(0 0 0 / 0.22); }
.feed .head { padding: 14px 18px; border-bottom: 1px solid var(--line); align-items: center; } .feed .head h2 { margin: 0; } .feed article { position: relative; padding: 14px 18px 16px 30px; border-bottom: 1px solid var(--line); } .feed article:last-child { border: 0; } .feed .new::before { content: ""; position: absolute; left: 13px; top: 22px; width: 8px; height: 8px; border-radius: 50%; background: var(--accent); } .feed .none { padding: 24px 18px; color: var(--soft); } .feed .tools { display: flex; gap: 4px; align-items: center; margin-top: 8px; } .feed .tools .go { margin: 0 6px 0 0; } .feed .quiet { padding: 4px 8px; font-size: 13px; }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (prefers-reduced-motion: no-preference) { .card, .modal, .panel, .feed { animation: onward-in 0.18s ease-out; } @keyframes onward-in { from { opacity: 0; } } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (max-width: 480px) { .corner { right: 12px; left: 12px; bottom: 12px; } .corner .panel { width: 100%; } .pill { margin-left: auto; } }
`;
