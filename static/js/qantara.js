/* Comforts only: every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.dataset.script = "";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* Error summary takes the focus after a failed post. */
  const summary = one("[data-focus]");
  if (summary) summary.focus();

  /* Time left: whole sentences with the plural forms of the page's language. */
  const sentences = JSON.parse(one("#time-left-sentences")?.textContent || "null");
  const rules = new Intl.PluralRules(root.lang || "en");
  const words = (seconds) => {
    if (seconds <= 0) return sentences.end.closed;
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (minutes < 1) return sentences.end.now;
    const [unit, n] = hours < 1 ? ["m", minutes] : days < 2 ? ["h", hours] : ["d", days];
    return (sentences[unit][rules.select(n)] || sentences[unit].other).replace("#", n);
  };
  const tick = () => all("time[data-time-left]").forEach((node) => {
    const text = words((new Date(node.dateTime) - Date.now()) / 1000);
    if (node.textContent !== text) node.textContent = text;
  });
  if (sentences) setInterval(tick, 30000);

  /* Theme: the form posts without script; here the page changes at once. */
  all("[data-theme-form]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = event.submitter.value;
    if (value) root.dataset.theme = value; else delete root.dataset.theme;
    document.cookie = `theme=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax`;
    all("button", form).forEach((button) => button.setAttribute("aria-pressed", String(button.value === value)));
  }));

  /* Autosave: <form data-autosave="/address/" data-saved="Saved at" data-failed="Not saved since">…<output data-save-state>. */
  const clock = () => new Date().toTimeString().slice(0, 5);
  all("form[data-autosave]").forEach((form) => {
    const state = one("[data-save-state]", form);
    let timer = 0, last = clock(), dirty = false;
    const say = (text, time) => { if (state) { state.textContent = `${text} `; const b = document.createElement("bdi"); b.textContent = time; state.append(b); } };
    const save = async () => {
      if (!dirty) return;
      dirty = false;
      try {
        const answer = await fetch(form.dataset.autosave || form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(answer.status);
        last = clock();
        say(form.dataset.saved || "", last);
      } catch {
        dirty = true;
        say(form.dataset.failed || "", last);
        timer = setTimeout(save, 10000);
      }
    };
    form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 3000); });
    addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  });

  /* Copy: <button data-copy="text" data-copied="Copied">. */
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.textContent = copy.dataset.copied || copy.textContent;
    }
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
  });

  /* Menus close on Escape and when the focus leaves. */
  all("details.menu").forEach((menu) => {
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; one("summary", menu).focus(); } });
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  });
  document.addEventListener("click", (event) => all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

  /* j and k move through <table data-keys>; the switch <input data-keys-switch> turns them off and is remembered. */
  const keys = one("[data-keys-switch]");
  if (keys) {
    keys.checked = localStorage.getItem("keys") !== "off";
    keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    const table = one("[data-keys]");
    if (!table || (keys && !keys.checked) || !"jk".includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const rows = all("tbody tr, li", table).filter((row) => one("a", row));
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    if (next) one("a", next).focus();
  });

  /* A press on a button counts where it began: what would be asked or swapped while it is down waits, lest the button move away under it. */
  let waiting = null;
  const released = () => setTimeout(() => { const asks = waiting || []; waiting = null; asks.forEach((ask) => ask()); });
  const pressed = (event) => { if (event.target.closest("a[href], button, summary, input[type=submit]")) waiting ||= []; };
  document.addEventListener("pointerdown", (event) => { if (event.isPrimary && !event.button) pressed(event); }, true);
  ["pointerup", "pointercancel"].forEach((name) => addEventListener(name, released, true));
  document.addEventListener("keydown", (event) => { if (event.key === " ") pressed(event); }, true);
  addEventListener("keyup", (event) => { if (event.key === " ") released(); }, true);
  addEventListener("blur", released);
  document.addEventListener("htmx:confirm", (event) => {
    if (!waiting) return;
    event.preventDefault();
    waiting.push(() => event.detail.issueRequest());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!waiting) return;
    const { verb, path, elt: source, target } = event.detail.requestConfig;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push(() => htmx.ajax(verb, path, { source, target }));
  });

  /* A region whose fields the server renews, <div id="…" data-keep-typed>, keeps what was typed while the answer was under way. */
  const side = (control) => control.type === "checkbox" || control.type === "radio" ? "checked" : "value";
  const key = (control) => side(control) === "checked" ? `${control.name}=${control.value}` : control.name;
  let typed = null;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target?.matches("[data-keep-typed]")) typed = { id: target.id, values: new Map(all("[name]", target).map((control) => [key(control), control[side(control)]])) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    const region = typed && document.getElementById(typed.id);
    if (!region) return;
    const late = all("[name]", region).filter((control) => typed.values.has(key(control)) && typed.values.get(key(control)) !== control[side(control)]);
    late.forEach((control) => { control[side(control)] = typed.values.get(key(control)); });
    typed = null;
    if (late.length) region.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* A slow region says so in words (aria-busy plus its own hidden text). */
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterSettle", (event) => { event.detail.target?.removeAttribute("aria-busy"); if (sentences) tick(); });
  document.addEventListener("htmx:responseError", (event) => event.detail.target?.removeAttribute("aria-busy"));
})();
