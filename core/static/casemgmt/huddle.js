// The clock of a huddle: counts down the minutes of a patient, past zero as minus, and says in the form how long it took.
const shown = document.querySelector("[data-timer]");
const spoken = document.querySelector("[data-spoken]");
const began = performance.now();

function tick() {
  const seconds = Math.floor((performance.now() - began) / 1000);
  if (spoken) spoken.value = String(seconds);
  const left = 60 * Number(shown.dataset.timer) - seconds;
  const minutes = Math.floor(Math.abs(left) / 60);
  const rest = String(Math.abs(left) % 60).padStart(2, "0");
  shown.textContent = `${left < 0 ? "−" : ""}${minutes}:${rest}`;
  shown.classList.toggle("cm-tone-red", left < 0);
  shown.classList.toggle("cm-status", left < 0);
}

if (shown) {
  tick();
  window.setInterval(tick, 1000);
}
