// Takes a field of text out of sight where the page's program draws a form for it, and shows it
// again when that program does not come, or ends before it has drawn anything. Runs before it.
const page = document.documentElement;
const isDrawn = () => document.getElementById("template-texts")?.childElementCount > 0;

page.classList.add("is-drawn");
window.addEventListener("error", () => isDrawn() || page.classList.remove("is-drawn"), true);
