// What a product does with Onward's snippet: load it, say who is reading, and nothing more.
const onward = (window.onward ??= Object.assign((...call) => onward.q.push(call), { q: [] }));

async function who() {
  const answer = await fetch("/demo-product/token");
  if (!answer.ok) throw new Error("The demo's back end does not say who is reading.");
  return answer.json();
}

async function boot() {
  const { app_id, token } = await who();
  const refresh = async () => (await who()).token;
  window.onward("boot", { app_id, token, refresh, bell: "#bell" });
  window.onward("on", "change", ({ unread }) => {
    const count = document.querySelector("#unread");
    count.hidden = unread === 0;
    count.textContent = String(unread);
  });
}

// The demo's own policy allows no script to be made by name but this one's.
const script = document.createElement("script");
const policy = window.trustedTypes?.createPolicy("demo", { createScriptURL: (url) => url });
script.src = policy ? policy.createScriptURL("/onward.js") : "/onward.js";
script.async = true;
document.head.append(script);
boot();

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-does]");
  if (!button) return;
  const told = await fetch("/demo-product/did", {
    method: "POST",
    headers: { "X-CSRF-Token": document.querySelector("meta[name=csrf]").content },
    body: new URLSearchParams({ event: button.dataset.does }),
  });
  const said = document.querySelector("#said");
  said.textContent = told.ok ? `Onward was told: ${button.dataset.does}.` : "Onward took nothing.";
  if (told.ok && button.id === "new-project") {
    const line = document.createElement("li");
    const title = document.createElement("h2");
    title.textContent = "Untitled project";
    line.append(title);
    document.querySelector("#projects").prepend(line);
  }
});
