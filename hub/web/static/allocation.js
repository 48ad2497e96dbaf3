// Live sums of the allocation editor: what the recompute button shows, while typing. Integer fen throughout.
const table = document.querySelector("[data-allocation]");
const fen = (text) => {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(",", ""));
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : null;
};
const yuan = (amount) => {
  const whole = String(Math.trunc(Math.abs(amount) / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${amount < 0 ? "-" : ""}${whole}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
};

function addUp() {
  const sums = new Map();
  let total = 0;
  for (const row of table.querySelectorAll("tr[data-order]")) {
    const field = row.querySelector("input[inputmode=decimal]");
    const typed = field ? fen(field.value) : Number(row.dataset.fen);
    field?.setAttribute("aria-invalid", String(typed === null));
    total += typed || 0;
    for (const box of row.querySelectorAll("input[name=cover]:checked")) {
      const invoice = box.value.split(":")[0];
      sums.set(invoice, (sums.get(invoice) || 0) + (typed || 0));
    }
  }
  table.querySelector("[data-sum=orders]").textContent = yuan(total);
  for (const cell of table.querySelectorAll("[data-invoice]")) {
    const covered = sums.get(cell.dataset.invoice) || 0;
    const left = Number(cell.dataset.fen) - covered;
    const place = table.querySelector(`[data-left="${cell.dataset.invoice}"]`);
    cell.querySelector("[data-sum=covered]").textContent = yuan(covered);
    place.querySelector("[data-sum=left]").textContent = yuan(left);
    place.classList.toggle("bad", left < 0);
  }
}

if (table) {
  table.addEventListener("input", addUp);
  addUp();
}
