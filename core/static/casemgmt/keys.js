// The keyboard map. An element says its key in data-key ("t", "g h", "/"); keys never act inside a field.
const FIELD = "input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, select, [contenteditable=true]";
let pending = "";
let timer = 0;

const off = () => document.body.dataset.keys === "off";
const visible = (element) => element.getClientRects().length > 0 || element.closest("details:not([open])");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);
const currentRow = () => document.activeElement?.closest("[data-row]");

function find(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const inRow = currentRow()?.querySelector(selector);
  // What the page itself offers goes before what every page offers.
  const others = [...document.querySelectorAll(`#main ${selector}`), ...document.querySelectorAll(selector)];
  return inRow ?? others.find((each) => !each.closest("[data-row]") && visible(each));
}

function use(element) {
  if (element.matches(FIELD)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
  return true;
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(currentRow());
  const next = all[Math.min(all.length - 1, Math.max(0, at === -1 ? 0 : at + by))];
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus();
  return true;
}

function onRow(key) {
  const row = currentRow();
  if (!row) return false;
  const found = { Enter: "[data-open]", x: "input[type=checkbox]", e: "[data-edit]" }[key];
  const element = found && row.querySelector(found);
  if (!element || (key === "Enter" && document.activeElement !== row)) return false;
  element.click();
  return true;
}

function single(key) {
  if (key === "j") return step(1);
  if (key === "k") return step(-1);
  if (key === "?") {
    const map = document.getElementById("keys");
    if (map && !map.open) map.showModal();
    return Boolean(map);
  }
  if (onRow(key)) return true;
  const element = find(key);
  return element ? use(element) : false;
}

function press(key) {
  const sequence = pending ? `${pending} ${key}` : key;
  window.clearTimeout(timer);
  if (pending) {
    pending = "";
    const element = find(sequence);
    return element ? use(element) : false;
  }
  if (key === "g") {
    pending = "g";
    timer = window.setTimeout(() => { pending = ""; }, 1200);
    return true;
  }
  return single(key);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.activeElement?.closest("form");
    if (form && document.activeElement.matches(FIELD)) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (off() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.(FIELD) || document.querySelector("dialog[open]")) return;
  if (press(event.key)) event.preventDefault();
});

// Tell assistive technology which key a control answers to.
function label(root) {
  if (off()) return;
  for (const element of root.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.key);
  }
}
label(document);
document.addEventListener("htmx:load", (event) => label(event.detail.elt));
