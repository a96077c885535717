// Puts the text of an element on the clipboard, also where the page has no https and so no clipboard of its own.
async function copy(event) {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const chosen = getSelection();
  chosen.selectAllChildren(source);
  let done = false;
  try {
    await navigator.clipboard.writeText(source.textContent);
    done = true;
  } catch {
    done = document.execCommand("copy");
  }
  if (done) chosen.removeAllRanges();
  button.querySelector("span").textContent = done ? "Copied" : "Press Ctrl+C";
}

document.addEventListener("click", copy);
