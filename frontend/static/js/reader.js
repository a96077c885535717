// What the server cannot know of whoever reads: the zone of their clock, and light or dark.
const year = 31536000;

// Zones and themes are made of signs that a cookie may hold as they are, and the server reads them so.
function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
}

function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) remember("onward_zone", zone);
}

function switchTheme(event) {
  if (event.target.name !== "theme") return;
  const theme = event.target.value;
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = theme;
  remember("onward_theme", theme);
}

function closeMenus(event) {
  const left = event.type === "keydown" ? event.key === "Escape" : true;
  if (!left) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.type === "click" && menu.contains(event.target)) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

function print(event) {
  if (event.target.closest?.("[data-print]")) window.print();
}

// From what is asked in place, to what asked it.
function goBack(event) {
  const asked = event.target.closest?.("[data-back]")?.closest("details");
  if (!asked) return;
  asked.open = false;
  asked.querySelector("summary").focus();
}

// What is needed and missing is said below its field, where the browser's own bubble would cover the button.
function sayNeeded(event) {
  const field = event.target;
  if (!field.dataset.needed) return;
  event.preventDefault();
  const said = document.getElementById(field.getAttribute("aria-describedby"));
  said.dataset.help ??= said.textContent;
  said.textContent = field.dataset.needed;
  said.classList.add("refused");
  said.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.form.querySelector(":invalid:not(fieldset)").focus();
}

function forgetNeeded(event) {
  const field = event.target;
  if (!field.dataset.needed || field.getAttribute("aria-invalid") !== "true") return;
  const said = document.getElementById(field.getAttribute("aria-describedby"));
  said.textContent = said.dataset.help;
  said.classList.remove("refused");
  said.removeAttribute("role");
  field.removeAttribute("aria-invalid");
}

rememberZone();
document.addEventListener("invalid", sayNeeded, true);
document.addEventListener("input", forgetNeeded);
document.addEventListener("change", switchTheme);
document.addEventListener("click", closeMenus);
document.addEventListener("click", print);
document.addEventListener("click", goBack);
document.addEventListener("keydown", closeMenus);
