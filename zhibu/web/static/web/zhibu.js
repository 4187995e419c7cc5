/* Small comforts. Every page works without this file; nothing here decides anything. */
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* A private window or a full device may refuse to store: then there are no drafts, and nothing else changes. */
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* see above */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* see above */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  /* Writing Chinese: Enter that ends a composition must not send the form. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  }, true);

  /* Errors: attention goes to the summary. */
  find(".error-summary")?.focus();

  /* Menus close on Escape and on a press elsewhere. */
  const closeMenus = (except) => all("details.menu[open], details.more[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu, details.more")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = find("details.menu[open], details.more[open]");
    closeMenus();
    if (open) find("summary", open).focus();
  });

  /* Drafts stay on this device, for one person, for a week. Never for private forms, passwords or files. */
  const PREFIX = "draft:";
  const WEEK = 7 * 24 * 3600 * 1000;
  const draftForms = all("form[data-draft]:not([data-private])");
  const draftKey = (form) => `${PREFIX}${root.dataset.user || ""}:${form.dataset.draft}`;
  const draftFields = (form) => [...form.elements].filter((field) =>
    field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !("private" in field.dataset));

  const readForm = (form) => draftFields(form).map((field) =>
    [field.name, field.value, ["checkbox", "radio"].includes(field.type) ? field.checked : null]);

  const fillForm = (form, rows) => draftFields(form).forEach((field, place) => {
    const [name, value, checked] = rows[place] || [];
    if (name !== field.name) return;
    if (checked === null) field.value = value; else if (value === field.value) field.checked = checked;
  });

  const offerDraft = (form) => {
    const key = draftKey(form);
    const draft = store.read(key);
    if (!draft || Date.now() - draft.at > WEEK) { store.drop(key); return; }
    if (JSON.stringify(draft.rows) === JSON.stringify(readForm(form))) return;
    const words = find("#draft-words")?.content.firstElementChild;
    if (!words) return;
    const offer = words.cloneNode(true);
    const moment = new Date(draft.at);
    find("[data-when]", offer).textContent = moment.toLocaleString(root.lang, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
    find("[data-use]", offer).addEventListener("click", () => { fillForm(form, draft.rows); offer.remove(); find("input:not([type=hidden]), textarea, select", form)?.focus(); });
    find("[data-drop]", offer).addEventListener("click", () => { store.drop(key); offer.remove(); });
    form.before(offer);
  };

  if (find("[data-sent]")) {
    const sent = store.read("sent");
    if (sent) store.drop(sent);
    store.drop("sent");
  }
  store.keys().filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    if (Date.now() - (store.read(key)?.at || 0) > WEEK) store.drop(key);
  });
  draftForms.forEach((form) => {
    offerDraft(form);
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => store.write(draftKey(form), { at: Date.now(), rows: readForm(form) }), 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      store.write(draftKey(form), { at: Date.now(), rows: readForm(form) });
      store.write("sent", draftKey(form));
    });
  });
  all("form[data-forget]").forEach((form) => form.addEventListener("submit", () =>
    store.keys().filter((key) => key.startsWith(PREFIX) || key === "sent").forEach(store.drop)));

  /* Send once. The key in the form makes a second sending harmless; this makes it rare. */
  const PATIENCE = 20000;
  const notSent = find("#not-sent");
  const release = (form) => {
    delete form.dataset.sending;
    all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
  };
  const sayNotSent = (form) => {
    release(form);
    if (!notSent) return;
    notSent.hidden = false;
    notSent.scrollIntoView({ block: "center" });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    if (navigator.onLine === false) { event.preventDefault(); sayNotSent(form); return; }
    if (notSent) notSent.hidden = true;
    form.dataset.sending = "yes";
    /* After this event: a disabled button would not be sent along with the form. */
    setTimeout(() => all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true")));
    setTimeout(() => { if (form.dataset.sending) sayNotSent(form); }, PATIENCE);
  });
  addEventListener("pageshow", () => all("form[data-sending]").forEach(release));

  /* Days: one press for today and yesterday. */
  all("input[data-day=past]").forEach((input) => {
    const words = find("#day-words")?.content.firstElementChild;
    if (!words) return;
    const picks = words.cloneNode(true);
    all("button", picks).forEach((button) => button.addEventListener("click", () => {
      input.value = button.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }));
    input.after(" ", picks);
  });

  /* Keyboard: off while typing or composing, and for whoever switches it off. */
  const OFF = "keys-off";
  let afterG = false;
  const keysWindow = find("#keys-window");
  const openKeys = () => { if (keysWindow?.showModal && !keysWindow.open) keysWindow.showModal(); };
  all("[data-keys-off]").forEach((box) => {
    box.checked = Boolean(store.read(OFF));
    box.addEventListener("change", () => { if (box.checked) store.write(OFF, true); else store.drop(OFF); });
  });
  all("[data-keys]").forEach((link) => link.addEventListener("click", (event) => {
    if (!keysWindow?.showModal) return;
    event.preventDefault();
    openKeys();
  }));
  const isTyping = (target) => target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  const isShown = (element) => element.getClientRects().length > 0;
  const goToSearch = () => {
    const field = all("input[type=search]").find(isShown);
    if (field) field.focus(); else find(".search-link")?.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (store.read(OFF) || keysWindow?.open) return;
    const letter = event.key;
    if (afterG) {
      afterG = false;
      const link = find(`[data-go="${CSS.escape(letter)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (letter === "g") afterG = true;
    else if (letter === "/") { event.preventDefault(); goToSearch(); }
    else if (letter === "n") find("[data-new]")?.click();
    else if (letter === "?") openKeys();
  });

  /* Paper shows what is folded away. */
  addEventListener("beforeprint", () => all("main details").forEach((part) => { part.open = true; }));
})();
