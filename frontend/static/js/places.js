// Brings the step that matters into the drawing's view, and marks the message that is read.
function center(box) {
  const steps = box.querySelectorAll("a.box");
  const step = [...steps].find((each) => each.dataset.step === box.dataset.show) ?? steps[0];
  if (!step) return;
  const there = step.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  box.scrollLeft += there.left + there.width / 2 - frame.left - frame.width / 2;
  if (box.dataset.show) box.scrollTop += there.top + there.height / 2 - frame.top - frame.height / 2;
}

function centerAll(root) {
  for (const box of root.querySelectorAll(".diagram-box")) center(box);
}

function markRead(event) {
  const line = event.target.closest?.(".line-link");
  if (!line) return;
  document.querySelector(".line-link[aria-current]")?.removeAttribute("aria-current");
  line.setAttribute("aria-current", "true");
}

centerAll(document);
document.addEventListener("htmx:afterSwap", (event) => centerAll(event.target));
document.addEventListener("click", markRead);
