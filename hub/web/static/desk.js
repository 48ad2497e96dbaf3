// Keys of the review desk, on top of pages that work without them. Switched off by the box in “Keys”, or for good here.
const STORE = "hub-desk-keys";
const box = document.querySelector("[data-keys-on]");
let on = localStorage.getItem(STORE) !== "off";
if (box) {
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    localStorage.setItem(STORE, on ? "on" : "off");
  });
}

const rows = () => [...document.querySelectorAll("[data-row]")];
let at = -1;
const step = (by) => {
  const all = rows();
  if (!all.length) return;
  at = Math.min(all.length - 1, Math.max(0, at + by));
  all.forEach((row, index) => row.classList.toggle("row-at", index === at));
  all[at].querySelector("a.number")?.focus();
};
const open = (...actions) => {
  for (const action of actions) {
    const form = document.querySelector(`form[data-action="${action}"]`);
    const field = form?.querySelector("textarea, input:not([type=hidden]), select, button");
    if (field) {
      form.scrollIntoView({ block: "center" });
      field.focus();
      return true;
    }
  }
  return false;
};

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => rows()[at]?.querySelector("input[type=checkbox]")?.click(),
  a: () => open("review.pass", "redemption.assess"),
  r: () => open("review.return", "redemption.return"),
  "/": () => document.querySelector("[data-find]")?.focus(),
  "?": () => { const help = document.querySelector("[data-keys]"); if (help) help.open = !help.open; },
};
document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A phrase goes into the opinion that is being written, behind what is there.
let last = null;
document.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) last = event.target; });
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]")?.dataset.phrase;
  if (!phrase) return;
  const into = last || document.querySelector("form[data-action='review.return'] textarea, form[data-action='redemption.return'] textarea");
  if (!into) return;
  into.value += (into.value ? "\n" : "") + phrase;
  into.focus();
});
