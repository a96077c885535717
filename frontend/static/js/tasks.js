// The list of tasks by keyboard, and how many are ticked.
const list = document.getElementById("tasks");
const keys = document.getElementById("keys");
const chosen = document.querySelector("[data-chosen]");

const tasks = () => [...list.querySelectorAll("[data-task]")];
const current = () => document.activeElement?.closest("[data-task]");
const boxes = () => [...list.querySelectorAll('input[name="task"]')];

function move(by) {
  const all = tasks();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  if (!chosen) return;
  chosen.textContent = count === 0 ? "With those that are ticked" : `With ${count} ticked`;
}

function answer(task) {
  const buttons = [...task.querySelectorAll(".answers > .buttons .button")];
  if (buttons.length === 1) buttons[0].click();
  else buttons[0]?.focus();
}

// Opens what is seldom needed, and goes to a field of it once it is there.
function open(task, field) {
  const more = task.querySelector(".task-more");
  if (!more) return;
  const go = () => more.querySelector(field)?.focus();
  if (more.querySelector(field)) {
    more.open = true;
    go();
    return;
  }
  more.addEventListener("htmx:afterSettle", go, { once: true });
  more.open = true;
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  "?": () => keys?.showModal(),
  x: (task) => task?.querySelector('input[name="task"]')?.click(),
  e: (task) => task && answer(task),
  s: (task) => task && open(task, 'input[name="until"]'),
  a: (task) => task && open(task, 'select[name="to"]'),
  Enter: (task) => task && task.querySelector("[data-open]")?.click(),
};

function press(event) {
  if (event.key === "Escape" && !keys?.open) current()?.focus();
  const writes = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
  if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target !== current()) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act(current());
}

document.addEventListener("keydown", press);
document.addEventListener("change", (event) => {
  if (event.target.name === "task") tell();
});
// What has just been answered is another element now: go on from where it was.
document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.elt;
  if (swapped?.matches?.("[data-task]")) swapped.focus();
});
const button = document.querySelector("[data-keys]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}
