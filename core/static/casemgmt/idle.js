// Warns before the idle lock. Only a click extends; polling and other quiet requests never do.
const dialog = document.getElementById("idle");
let since = Date.now();

const minutes = () => (Date.now() - since) / 60000;

function show(ended) {
  for (const part of dialog.querySelectorAll("[data-idle-open]")) part.hidden = ended;
  for (const part of dialog.querySelectorAll("[data-idle-ended]")) part.hidden = !ended;
}

function active() {
  if (dialog.open && minutes() >= Number(dialog.dataset.endMinutes)) return;
  since = Date.now();
  if (dialog.open) dialog.close();
}

function check() {
  if (minutes() >= Number(dialog.dataset.endMinutes)) show(true);
  else if (minutes() < Number(dialog.dataset.warnMinutes)) return;
  if (dialog.open) return;
  document.dispatchEvent(new CustomEvent("cm:idle"));
  dialog.showModal();
}

async function extend(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    active();
  } catch {
    show(true);
  }
}

if (dialog) {
  show(false);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-idle-form]").addEventListener("submit", extend);
  document.addEventListener("cm:active", active);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && !event.detail.elt.closest("[data-quiet]")) active();
  });
  window.setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
}
