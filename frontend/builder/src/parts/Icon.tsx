/** Line icons, 16 by 16, drawn with the colour of the text around them. */

const PATHS = {
  mail: "M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5",
  window: "M2 3h12v10H2zM2 6h12M4 4.5h.01M6 4.5h.01",
  gauge: "M2.5 11.5a5.5 5.5 0 1 1 11 0M8 11l2.5-3.5",
  task: "M3 2.5h10v11H3zM5.5 8l1.7 1.7L10.5 6.5",
  check: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.5 8.2l1.8 1.8 3.4-3.8",
  plug: "M6 2v3M10 2v3M4.5 5h7v3a3.5 3.5 0 0 1-7 0zM8 11.5V14",
  chat: "M2.5 3h11v8H7l-3 2.5V11H2.5z",
  pencil: "M3 13l.6-2.6L11 3l2 2-7.4 7.4zM9.5 4.5l2 2",
  enter: "M9 3h4v10H9M2 8h7.5M7 5.5L9.5 8 7 10.5",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2.2 1.4",
  bolt: "M8.8 2L4 9h3.5l-.4 5L12 7H8.5z",
  filter: "M2.5 3.5h11L9.5 8.5v4l-3 1.5V8.5z",
  calendar: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
  branch:
    "M8 2v4M8 6c0 3-4 2.5-4 5v2.5M8 6c0 3 4 2.5 4 5v2.5M2.5 12L4 13.5 5.5 12M10.5 12l1.5 1.5 1.5-1.5",
  split: "M8 2.5v3L3.5 10v3.5M8 5.5l4.5 4.5v3.5M3.5 10h9",
  arrow: "M3 8h10M9 4l4 4-4 4",
  flag: "M4 14V2.5M4 3h8l-2 2.8L12 8.5H4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  chevron: "M6 4l4 4-4 4",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  undo: "M5.5 3L2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6",
  redo: "M10.5 3l3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8L14 14",
  warning: "M8 2.5L14.5 13.5h-13zM8 6.5v3.5M8 11.8h.01",
  error: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.8M8 10.8h.01",
  stop: "M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM8 5v3.8M8 10.8h.01",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4V11M8 5.2h.01",
  play: "M5 3l8 5-8 5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  note: "M3 2.5h10v7.5l-3.5 3.5H3zM9.5 13.5V10H13",
  people:
    "M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM2 13c0-2.2 1.8-3.7 4-3.7s4 1.5 4 3.7M10.5 7.3a2 2 0 1 0-.3-3.9M11.5 9.4c1.6.3 2.6 1.6 2.6 3.6",
  person: "M8 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM3 13.7c0-2.6 2.2-4.2 5-4.2s5 1.6 5 4.2",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01",
  canvas: "M5.5 2.5h5v3h-5zM2 10.5h5v3H2zM9 10.5h5v3H9zM8 5.5V8M4.5 10.5V8h7v2.5",
  code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  settings:
    "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
  history: "M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5M2.5 2.5v3h3M8 5v3.2l2 1.3",
  target: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  download: "M8 2.5v8M4.8 7.3L8 10.5l3.2-3.2M2.5 13.5h11",
  upload: "M8 10.5v-8M4.8 5.7L8 2.5l3.2 3.2M2.5 13.5h11",
  chart: "M2.5 2.5v11h11M5.5 10.5v-3M8.5 10.5v-6M11.5 10.5v-4",
  tag: "M2.5 8.2V2.5h5.7l5.3 5.3-5.7 5.7zM5.5 5.5h.01",
  pulse: "M1.5 8.5h3l1.8-5 3 9 1.8-4h3.4",
  not: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.8 3.8l8.4 8.4",
  group: "M5 2.5H2.5v11H5M11 2.5h2.5v11H11M5.5 6h5M5.5 10h5",
  drag: "M6 3.5h.01M6 8h.01M6 12.5h.01M10 3.5h.01M10 8h.01M10 12.5h.01",
  fit: "M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.4c0-1 .8-1.6 1.7-1.6s1.8.6 1.8 1.6c0 1.3-1.8 1.4-1.8 2.6M8 11h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="b-icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
