// Says each new notice once, politely, and shows a sentence when the server does not answer.
const region = () => document.getElementById("announcer");

function say(text) {
  const place = region();
  if (!place || !text) return;
  place.textContent = "";
  window.setTimeout(() => { place.textContent = text; }, 60);
}

function sayNew(root) {
  const fresh = [...root.querySelectorAll("[data-announce]")];
  if (root.matches?.("[data-announce]")) fresh.unshift(root);
  const unsaid = fresh.filter((notice) => !notice.dataset.said);
  unsaid.forEach((notice) => { notice.dataset.said = "yes"; });
  say(unsaid.map((notice) => (notice.querySelector(".cm-notice-text") ?? notice).textContent.trim()).join(" "));
}

function showTemplate(id) {
  const template = document.getElementById(id);
  const notices = document.getElementById("notices");
  if (template && notices) notices.replaceChildren(template.content.cloneNode(true));
}

document.addEventListener("cm:announce", (event) => say(event.detail));
document.addEventListener("htmx:load", (event) => sayNew(event.detail.elt));
document.addEventListener("htmx:sendError", (event) => quiet(event) || showTemplate("not-saved"));
document.addEventListener("htmx:timeout", (event) => quiet(event) || showTemplate("not-saved"));
document.addEventListener("htmx:responseError", (event) => {
  if (!quiet(event)) showTemplate(event.detail.xhr.status === 401 ? "locked-out" : "not-saved");
});

// A part that refreshes itself fails silently: its own line says "Not live".
function quiet(event) {
  return Boolean(event.detail.elt?.closest("[data-quiet]"));
}

// A page that says no (409, 503) lands among the notices; a form that comes back with 409 swaps as usual.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (![409, 503].includes(xhr.status) || !/id="refusal"/.test(xhr.responseText)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = document.getElementById("notices");
  event.detail.swapOverride = "innerHTML";
  event.detail.selectOverride = "#refusal";
});
