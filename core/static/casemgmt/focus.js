// After a swap the keyboard stays where the person works: the mistake, the row, else the notice.
let origin = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const elt = event.detail.elt;
  origin = { row: elt.closest("[data-row]")?.id, inside: elt.contains(document.activeElement) || elt === document.activeElement };
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  const wanted = target.matches("[data-focus]") ? target : target.querySelector("[data-focus]");
  if (wanted) return wanted.focus();
  const lost = !document.activeElement || document.activeElement === document.body;
  if (!lost || !origin?.inside) return;
  const row = origin.row && document.getElementById(origin.row);
  const place = row || (target.isConnected && target.id !== "notices" ? target : null) || document.getElementById("notices");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: Boolean(row) });
});

// A link of the error summary puts the cursor into its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".cm-error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
});

// The tab one is on stays in sight where the row of tabs is wider than the screen.
const tab = document.querySelector(".cm-tabs [aria-current]");
const strip = tab?.closest(".cm-tabs");
if (strip) strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;

const summary = document.querySelector(".cm-error-summary");
if (summary) summary.focus();
