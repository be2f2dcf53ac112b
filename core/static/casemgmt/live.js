// Keeps a part fresh: <div data-quiet data-live-url="/live/board/" data-live-seconds="2"> asks for a change token and,
// when it changed, fires "cm:changed" on itself; its hx-trigger="cm:changed" then fetches the part. Hidden tabs rest.
const parts = new Map();

async function ask(part) {
  const state = parts.get(part);
  const headers = state.token ? { "If-None-Match": state.token } : {};
  try {
    const answer = await fetch(part.dataset.liveUrl, { headers, credentials: "same-origin", redirect: "error", cache: "no-store" });
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    const token = answer.headers.get("ETag");
    if (token && state.token && token !== state.token) part.dispatchEvent(new CustomEvent("cm:changed", { bubbles: true }));
    state.token = token ?? state.token;
    mark(part, true);
  } catch {
    mark(part, false);
  }
}

function mark(part, live) {
  const place = part.querySelector("[data-live-state]");
  if (!place) return;
  place.classList.toggle("cm-live-off", !live);
  const at = place.querySelector("[data-live-at]");
  if (live && at) at.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date());
}

function tick() {
  if (document.hidden) return;
  for (const [part, state] of parts) {
    if (!part.isConnected) parts.delete(part);
    else if (Date.now() >= state.next) {
      state.next = Date.now() + state.every;
      ask(part);
    }
  }
}

function watch(root) {
  // What htmx put in place of a part is that part itself: it stays fresh like the one it replaced.
  const own = root instanceof Element && root.matches("[data-live-url]") ? [root] : [];
  for (const part of [...own, ...root.querySelectorAll("[data-live-url]")]) {
    if (!parts.has(part)) parts.set(part, { token: part.dataset.liveToken ?? "", next: 0, every: 1000 * Number(part.dataset.liveSeconds || 15) });
  }
}

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
window.setInterval(tick, 1000);
