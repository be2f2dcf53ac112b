// Menus are <details>: close on Escape, on a click elsewhere and when another opens; links may open a dialog.
const menus = () => document.querySelectorAll("details.cm-menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal) return;
  event.preventDefault();
  opener.closest("details.cm-menu")?.removeAttribute("open");
  dialog.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
  const results = document.getElementById("search-results");
  if (!results?.childElementCount) return;
  if (results.contains(document.activeElement)) document.getElementById("search").focus();
  results.replaceChildren();
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.cm-menu[open]")) return;
  for (const menu of menus()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
}, true);
