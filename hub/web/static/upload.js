// Materials in pieces: progress, and after a lost connection on from where it stopped. Without it the form just sends.
const zh = document.documentElement.lang.startsWith("zh");
const TRIES = 6;
const pause = (ms) => new Promise((resume) => { setTimeout(resume, ms); });

class Said extends Error {
  constructor(answer) { super(answer.text); this.answer = answer; }
}

async function ask(address, options) {
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error", ...options });
  const said = await answer.json();
  if (answer.ok) return said;
  if (answer.status >= 500) throw new TypeError(said.text);
  throw new Said(said);
}

async function send(form, file, progress, words) {
  const slot = form.elements.slot.value;
  const token = form.elements.csrf_token.value;
  const base = form.action.replace(/\/materials$/, "/uploads");
  const fields = (given) => new URLSearchParams({ csrf_token: token, slot, ...given });
  const { upload, received, piece } = await ask(base, { method: "POST", body: fields({ name: file.name, size: file.size }) });
  let at = received;
  let failed = 0;
  while (at < file.size) {
    progress.value = at / file.size;
    words.textContent = `${Math.floor((100 * at) / file.size)} %`;
    try {
      const address = `${base}/${upload}?${new URLSearchParams({ slot, offset: at })}`;
      at = (await ask(address, { method: "PUT", headers: { "X-CSRFToken": token }, body: file.slice(at, at + piece) })).received;
      failed = 0;
    } catch (error) {
      if (error instanceof Said && error.answer.code === "file.offset_wrong") { at = error.answer.received; continue; }
      if (error instanceof Said || (failed += 1) >= TRIES) throw error;
      words.textContent = zh ? `连接中断，正在重试（已保留 ${Math.floor((100 * at) / file.size)} %）` : "connection lost, trying again";
      await pause(500 * 2 ** failed);
    }
  }
  progress.value = 1;
  words.textContent = zh ? "正在校验…" : "checking…";
  return (await ask(`${base}/${upload}/finish`, { method: "POST", body: fields({}) })).location;
}

for (const form of document.querySelectorAll("form[data-action='redemption.attach']")) {
  form.addEventListener("submit", async (event) => {
    const file = form.elements.file?.files?.[0];
    if (!file || event.defaultPrevented) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const place = form.querySelector("[data-progress]") || form.appendChild(document.createElement("div"));
    place.dataset.progress = "";
    place.setAttribute("role", "status");
    const progress = document.createElement("progress");
    const words = document.createElement("span");
    place.replaceChildren(progress, " ", words);
    try {
      const target = await send(form, file, progress, words);
      location.assign(target);
      location.reload();
    } catch (error) {
      const kept = zh ? "上传中断，已收到的部分保留 24 小时；恢复网络后再次选择同一文件即可续传。"
        : "The upload stopped. What arrived is kept for a day: choose the same file again to go on.";
      const text = document.createElement("p");
      text.className = "error";
      text.setAttribute("role", "alert");
      if (error instanceof Said) text.dataset.error = error.answer.code;
      text.textContent = error instanceof Said ? error.message : kept;
      place.replaceChildren(text);
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  });
}
