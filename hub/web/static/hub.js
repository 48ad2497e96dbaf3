// Comfort on top of pages that work without it: focus on what matters, Escape for the menu, no double sending.
const alert = document.querySelector("[role=alert]") || document.querySelector(".error-summary");
if (alert) alert.focus();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#menu") {
    location.hash = "#content";
    document.querySelector(".menu-button")?.focus();
  }
});

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[type=submit]");
  if (!button || event.target.method === "get") return;
  button.setAttribute("aria-busy", "true");
  // After the values were taken; a page that comes back from the history cache must be usable again.
  setTimeout(() => { button.disabled = true; });
  addEventListener("pageshow", () => { button.disabled = false; button.removeAttribute("aria-busy"); }, { once: true });
});
