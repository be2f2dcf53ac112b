// Keeps what a person types on the server, one second after a pause: <form data-draft-url="...">.
// GET answers 204, or {"saved": "14:32", "focus": "note", "fields": {"note": ["..."]}}; POST keeps; POST discard=1 drops.
const PAUSE = 1000;
const SKIP = "[name=csrfmiddlewaretoken], [type=password], [type=file]";
const states = new WeakMap();

const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const clock = () => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date());

function tell(form, state, text) {
  const place = form.querySelector("[data-draft-state]");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = [place.dataset[state], text].filter(Boolean).join(" ");
  if (state === "failed") document.dispatchEvent(new CustomEvent("cm:announce", { detail: place.textContent }));
}

function body(form) {
  const data = new URLSearchParams();
  const unkept = new Set([...form.querySelectorAll(SKIP)].map((field) => field.name));
  for (const [name, value] of new FormData(form)) if (!unkept.has(name)) data.append(name, value);
  const active = document.activeElement;
  if (active?.name && form.contains(active)) data.append("_focus", active.name);
  return data;
}

async function send(form, data) {
  const headers = { "X-CSRFToken": token(form), "X-Requested-With": "fetch" };
  const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: data, headers, credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  document.dispatchEvent(new CustomEvent("cm:active"));
}

async function keep(form) {
  const state = states.get(form);
  window.clearTimeout(state.timer);
  state.timer = 0;
  if (!state.dirty || !form.isConnected) return;
  state.dirty = false;
  tell(form, "saving", "");
  try {
    await send(form, body(form));
    if (!state.dirty) tell(form, "saved", clock());
  } catch {
    state.dirty = true;
    tell(form, "failed", "");
  }
}

function fill(form, fields) {
  for (const control of form.elements) {
    const values = fields[control.name];
    if (!values || control.type === "file" || control.type === "hidden") continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values.shift() ?? "";
  }
}

function offerDiscard(form) {
  const place = form.querySelector("[data-draft-state]");
  if (!place) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = place.dataset.discard;
  button.addEventListener("click", async () => {
    await send(form, new URLSearchParams({ discard: "1" })).catch(() => tell(form, "failed", ""));
    form.reset();
    place.textContent = "";
    delete place.dataset.state;
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  place.append(" ", button);
}

// A form that came back with mistakes already holds the newest text; only a fresh one is filled.
async function restore(form) {
  if (form.querySelector("[aria-invalid=true]")) return;
  const answer = await fetch(form.dataset.draftUrl, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer || answer.status !== 200 || states.get(form).dirty) return;
  const draft = await answer.json();
  fill(form, draft.fields ?? {});
  tell(form, "restored", draft.saved);
  offerDiscard(form);
  const field = draft.focus ? form.elements.namedItem(draft.focus) : null;
  (field instanceof RadioNodeList ? field[0] : field)?.focus();
}

function watch(root) {
  const forms = [...root.querySelectorAll("form[data-draft-url]")];
  if (root.matches?.("form[data-draft-url]")) forms.push(root);
  for (const form of forms) {
    if (states.has(form)) continue;
    states.set(form, { timer: 0, dirty: false });
    form.addEventListener("input", () => {
      const state = states.get(form);
      state.dirty = true;
      window.clearTimeout(state.timer);
      state.timer = window.setTimeout(() => keep(form), PAUSE);
    });
    form.addEventListener("submit", () => window.clearTimeout(states.get(form).timer));
    // A form that saves itself needs no draft of what it is just saving; what could not be saved is kept after all.
    form.addEventListener("htmx:beforeRequest", (event) => event.detail.elt === form && window.clearTimeout(states.get(form).timer));
    form.addEventListener("htmx:sendError", (event) => event.detail.elt === form && keep(form));
    restore(form);
  }
}

const flush = () => document.querySelectorAll("form[data-draft-url]").forEach((form) => states.has(form) && keep(form));
document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
document.addEventListener("cm:idle", flush);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
watch(document);
