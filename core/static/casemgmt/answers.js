// Keeps the answers of a section while somebody types: <form data-answers>, one second after a pause, as JSON to the form's own
// address. `base` says which versions this page shows, so that another's answer is never overwritten. When the line is cut
// everything stays on the page and is sent again by itself; without script the button saves.
const PAUSE = 1000;
const AGAIN = 3000;
const states = new WeakMap();
const place = (form, name) => form.querySelector(`[data-${name}]`);

function tell(form, state, text) {
  const spot = form.querySelector("[data-draft-state]");
  if (!spot) return;
  const before = spot.dataset.state;
  spot.dataset.state = state;
  spot.textContent = [spot.dataset[state], text].filter(Boolean).join(" ");
  if (state === "failed" && before !== "failed") document.dispatchEvent(new CustomEvent("cm:announce", { detail: spot.textContent }));
}

function swap(form, id, html) {
  const old = form.querySelector(`#${id}`);
  if (!old || html === undefined) return;
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  if (box.content.firstElementChild && old.outerHTML !== box.content.firstElementChild.outerHTML) old.replaceWith(box.content);
}

// Which questions are asked now, and beside which one something is wrong.
function mark(form, said) {
  const asked = new Set(said.lines);
  for (const line of form.querySelectorAll("[data-line]")) line.hidden = !asked.has(line.dataset.line);
  for (const old of form.querySelectorAll("[data-wrong]")) old.remove();
  for (const [link, sentence] of Object.entries(said.wrong)) {
    const line = form.querySelector(`[data-line="${CSS.escape(link)}"]`);
    if (!line) continue;
    const note = document.createElement("p");
    note.className = "invalid-feedback d-block";
    note.dataset.wrong = link;
    note.textContent = sentence;
    line.append(note);
  }
}

function show(form, said) {
  form.elements.namedItem("base").value = said.base;
  place(form, "done").textContent = said.done;
  place(form, "asked").textContent = said.asked;
  mark(form, said);
  swap(form, "score", said.score);
  swap(form, "beside", said.beside);
  swap(form, "clashed", said.clashed);
  if (said.clashes.length) document.dispatchEvent(new CustomEvent("cm:announce", { detail: form.querySelector("#clashed").textContent.trim() }));
}

async function send(form) {
  const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers, credentials: "same-origin", redirect: "error" });
  const kind = answer.headers.get("Content-Type") ?? "";
  const said = kind.includes("json") ? await answer.json() : {};
  if (!said.base) throw Object.assign(new Error(String(answer.status)), { said, status: answer.status });
  document.dispatchEvent(new CustomEvent("cm:active"));
  return said;
}

// What the server will never take (signed meanwhile, too long) is said and not sent again until something is typed.
const final = (status) => status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);

async function keep(form) {
  const state = states.get(form);
  window.clearTimeout(state.timer);
  if (state.busy || !state.dirty || !form.isConnected) return;
  state.busy = true;
  state.dirty = false;
  tell(form, "saving", "");
  try {
    const said = await send(form);
    show(form, said);
    state.failed = false;
    if (Object.keys(said.wrong).length) tell(form, "failed", Object.values(said.wrong).join(" "));
    else if (!state.dirty) tell(form, "saved", said.saved);
  } catch (error) {
    state.failed = true;
    state.dirty = true;
    tell(form, "failed", error.said?.detail ?? "");
    if (!final(error.status)) state.timer = window.setTimeout(() => keep(form), AGAIN);
  } finally {
    state.busy = false;
  }
  if (state.dirty && !state.failed) state.timer = window.setTimeout(() => keep(form), PAUSE);
}

function typed(form) {
  const state = states.get(form);
  const active = document.activeElement;
  if (active?.name && form.contains(active)) form.elements.namedItem("_focus").value = active.closest("[data-line]")?.dataset.line ?? "";
  state.dirty = true;
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => keep(form), PAUSE);
}

// The page opens at the first gap, or where somebody left off on another machine.
function open(form) {
  const first = form.dataset.first && form.querySelector(`[data-line="${CSS.escape(form.dataset.first)}"]`);
  const field = first && first.querySelector("input:not([type=hidden]), textarea, select");
  if (!field || document.querySelector(".cm-error-summary") || window.location.hash) return;
  first.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

function watch(root) {
  for (const form of root.querySelectorAll("form[data-answers]")) {
    if (states.has(form)) continue;
    states.set(form, { timer: 0, dirty: false, busy: false, failed: false });
    form.addEventListener("input", () => typed(form));
    form.addEventListener("submit", () => {
      const state = states.get(form);
      window.clearTimeout(state.timer);
      state.dirty = false;
    });
    open(form);
  }
}

const all = () => [...document.querySelectorAll("form[data-answers]")].filter((form) => states.has(form));
window.addEventListener("online", () => all().forEach(keep));
document.addEventListener("visibilitychange", () => { if (document.hidden) all().forEach(keep); });
document.addEventListener("cm:idle", () => all().forEach(keep));
window.addEventListener("beforeunload", (event) => { if (all().some((form) => states.get(form).failed && states.get(form).dirty)) event.preventDefault(); });
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
watch(document);
