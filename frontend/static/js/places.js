// Fits drawings into their place, brings the step, the day or the section that matters into view,
// marks the message that is read, takes away what was refused once it is done after all.
const smallest = 0.8;

function fit(box) {
  const drawing = box.querySelector("svg.diagram");
  const natural = drawing.viewBox.baseVal;
  const scale = Math.min(1, Math.max(smallest, (box.clientWidth - 2) / natural.width));
  drawing.setAttribute("width", Math.round(natural.width * scale));
  drawing.setAttribute("height", Math.round(natural.height * scale));
  box.dataset.width = box.clientWidth;
  // Where a finger moves it, nothing else shows that there is more.
  const more = box.previousElementSibling;
  if (more?.matches(".diagram-more")) more.hidden = box.scrollWidth <= box.clientWidth;
}

// A turned phone keeps in the middle what was there.
function refit(box) {
  const was = Number(box.dataset.width);
  if (was === box.clientWidth) return;
  const middle = (box.scrollLeft + was / 2) / box.scrollWidth;
  fit(box);
  box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
}

function center(box) {
  const steps = [...box.querySelectorAll("a.box")];
  const step = steps.find((each) => each.dataset.step === box.dataset.show) ?? steps[0];
  if (!step) return;
  const there = step.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  box.scrollLeft += there.left + there.width / 2 - frame.left - frame.width / 2;
  if (box.dataset.show) box.scrollTop += there.top + there.height / 2 - frame.top - frame.height / 2;
}

// A calendar wider than its place begins with the days around today, and goes on to what is to come.
function toToday(box) {
  const today = box.querySelector("thead .today");
  const names = box.querySelector("thead th");
  if (!today) return;
  const there = today.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  const middle = (names.getBoundingClientRect().right + frame.right) / 2;
  box.scrollLeft += there.left + there.width / 2 - middle;
}

// Where the sections are more than fit beside a page, the one that is open is among those seen.
function toSection() {
  const here = document.querySelector(".tabs-others [aria-current]");
  if (!here) return;
  const there = here.getBoundingClientRect();
  const tabs = here.closest(".tabs");
  const frame = tabs.getBoundingClientRect();
  if (there.bottom > frame.bottom) tabs.scrollTop += there.bottom - frame.bottom;
}

function settle(root) {
  root.querySelectorAll(".pressure-box").forEach(toToday);
  for (const box of root.querySelectorAll(".diagram-box")) {
    fit(box);
    center(box);
  }
}

function markRead(event) {
  const line = event.target.closest?.(".line-link");
  if (!line) return;
  document.querySelector(".line-link[aria-current]")?.removeAttribute("aria-current");
  line.setAttribute("aria-current", "true");
}

function forgetRefusal(event) {
  const { requestConfig, xhr } = event.detail;
  if (requestConfig.verb === "get" || xhr.status >= 400) return;
  document.querySelector("#notices > .note.bad")?.remove();
}

settle(document);
toSection();
window.addEventListener("resize", () => document.querySelectorAll(".diagram-box").forEach(refit));
document.addEventListener("htmx:afterSwap", (event) => settle(event.target));
document.addEventListener("htmx:afterSwap", forgetRefusal);
document.addEventListener("click", markRead);
