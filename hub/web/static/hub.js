// Comfort on top of pages that work without it: focus on what matters, Escape for the menu, no double sending.
const alert = document.querySelector("[role=alert]") || document.querySelector(".error-summary");
if (alert) alert.focus();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#menu") {
    location.hash = "#content";
    document.querySelector(".menu-button")?.focus();
  }
});

// A page with several forms sends one of them: say so before what was typed into another one is lost.
const changed = (field) => field.type !== "hidden" && !["button", "submit", "radio", "checkbox"].includes(field.type)
  && (field.type === "file" ? field.files.length > 0
    : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected
      && (option.defaultSelected || option.index > 0))
    : field.value !== field.defaultValue);
document.addEventListener("submit", (event) => {
  const typed = [...document.querySelectorAll("form[data-action]")].some((form) => form !== event.target
    && [...form.elements].some(changed));
  const zh = document.documentElement.lang.startsWith("zh");
  const question = zh ? "本页其他栏目中有已填写、尚未保存的内容，继续将丢失。是否继续？"
    : "Something typed elsewhere on this page is not saved yet and would be lost. Go on?";
  if (typed && !confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[type=submit]");
  if (!button || event.target.method === "get") return;
  button.setAttribute("aria-busy", "true");
  // After the values were taken; a page that comes back from the history cache must be usable again.
  setTimeout(() => { button.disabled = true; });
  addEventListener("pageshow", () => { button.disabled = false; button.removeAttribute("aria-busy"); }, { once: true });
});
