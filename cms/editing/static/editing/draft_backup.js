/* Keeps what an editor types in a page form in this browser until the server has saved it.
 *
 * A copy belongs to one account and one form, and expires after a day. It is removed when the form is saved, when its
 * owner logs out, and when another account logs in on the same computer.
 */
(() => {
  const PREFIX = "dateline:draft:";
  const BACKUP_LIFETIME_MS = 24 * 60 * 60 * 1000;
  const WRITE_DELAY_MS = 300;
  let user;
  let ownPrefix;
  /* In the language of the account: base.html translates them. */
  let texts = {};

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  const removeWhere = (condition) => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && condition(key, read(key))) localStorage.removeItem(key);
    }
  };

  const watchLogout = () => {
    document.addEventListener(
      "submit",
      (event) => {
        if (event.target.action?.endsWith("/logout/")) removeWhere((key) => key.startsWith(ownPrefix));
      },
      true,
    );
  };

  /* Passwords, codes and tokens are nobody's words, and whoever comes to this computer next could read them. */
  const isSecret = (form, name) => {
    const field = form.elements.namedItem(name);
    return name === "csrfmiddlewaretoken" || field?.type === "password" || field?.autocomplete === "one-time-code";
  };

  const fieldsOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !isSecret(form, name));

  /* The words of a value: rich text is sent as the JSON of its editor. */
  const wordsOf = (value) => {
    try {
      const blocks = JSON.parse(value)?.blocks;
      return Array.isArray(blocks) ? blocks.map((block) => block.text).join(" ") : value;
    } catch {
      return value;
    }
  };

  const IS_TECHNICAL = /(TOTAL_FORMS|INITIAL_FORMS|_FORMS|-id|-type|-order|-deleted|-count|-ORDER|revision.*|next)$/;

  /* A field may have several values, such as the boxes of a list that are ticked. */
  const differencesOf = (form, fields) => {
    const now = new Set(fieldsOf(form).map(([name, value]) => JSON.stringify([name, wordsOf(value).trim()])));
    return fields
      .filter(([name]) => !IS_TECHNICAL.test(name))
      .map(([name, value]) => [name, wordsOf(value).trim()])
      .filter(([name, words]) => words && !now.has(JSON.stringify([name, words])));
  };

  const labelOf = (form, name) => {
    const field = form.elements.namedItem(name);
    const label = field?.id && form.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return label ? label.textContent.replace("*", "").trim() : name.split("-")[0];
  };

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const bannerAbove = (form, kind) => {
    const banner = element("div", { className: `help-block help-${kind} nice-padding draft-backup` });
    banner.setAttribute("role", "status");
    form.before(banner);
    return banner;
  };

  /* Sends the copy as if it had been sent then, with the token of now: the server checks it, and saves a draft. */
  const restore = (form, backup) => {
    const sent = element("form", { method: "post", action: form.action, hidden: true });
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    for (const [name, value] of [...backup.fields, ["csrfmiddlewaretoken", token]]) {
      const field = element("textarea", { name });
      field.value = value;
      sent.append(field);
    }
    document.body.append(sent);
    sent.submit();
  };

  const offer = (form, key, backup) => {
    const differences = differencesOf(form, backup.fields);
    if (!differences.length) {
      localStorage.removeItem(key);
      return;
    }
    const banner = bannerAbove(form, "warning");
    const list = element("ul");
    for (const [name, words] of differences.slice(0, 8)) {
      const excerpt = words.length > 160 ? `${words.slice(0, 160)}…` : words;
      list.append(element("li", {}, element("strong", { textContent: `${labelOf(form, name)}: ` }), excerpt));
    }
    const moment = new Date(backup.moment).toLocaleString();
    const again = element("button", { type: "button", className: "button", textContent: texts.restoreText });
    const discard = element("button", {
      type: "button",
      className: "button button-secondary",
      textContent: texts.discardText,
    });
    again.addEventListener("click", () => restore(form, backup));
    discard.addEventListener("click", () => {
      localStorage.removeItem(key);
      banner.remove();
    });
    const title = element("strong", {
      textContent: `${texts.unsavedText} ${moment}`,
    });
    banner.append(element("p", {}, title), list, element("p", {}, again, " ", discard));
  };

  const keepWords = (form) => {
    const keyNow = () => `${ownPrefix}${new URL(form.action).pathname}`;
    let timer = null;
    let typedAt = 0;
    let sentAt = 0;
    let notice = null;
    let usedKey = keyNow();

    const write = (isSubmitted) => {
      clearTimeout(timer);
      if (!typedAt) return;
      usedKey = keyNow();
      const revision = form.elements.namedItem("loaded_revision_id")?.value ?? "";
      const backup = { moment: Date.now(), fields: fieldsOf(form), revision, isSubmitted };
      try {
        localStorage.setItem(usedKey, JSON.stringify(backup));
      } catch {
        /* The store is full or switched off: the words are still in the form. */
      }
    };

    const typed = () => {
      typedAt = Date.now();
      clearTimeout(timer);
      timer = setTimeout(() => write(false), WRITE_DELAY_MS);
    };

    const backup = read(usedKey);
    const loaded = form.elements.namedItem("loaded_revision_id")?.value ?? "";
    if (backup?.isSubmitted && backup.revision !== loaded) localStorage.removeItem(usedKey);
    else if (backup) offer(form, usedKey, backup);

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", () => write(true), true);

    document.addEventListener("w-autosave:save", () => {
      sentAt = Date.now();
      if (timer) write(false);
    });
    document.addEventListener("w-autosave:success", () => {
      if (typedAt > sentAt) return;
      clearTimeout(timer);
      typedAt = 0;
      localStorage.removeItem(usedKey);
      notice?.remove();
      notice = null;
    });
    document.addEventListener(
      "w-autosave:error",
      (event) => {
        const { response } = event.detail;
        if (response?.error_code !== "session_expired") return;
        event.detail.text = response.error_message;
        write(false);
        if (notice) return;
        notice = bannerAbove(form, "critical");
        const login = element("a", { href: "/", target: "_blank", textContent: texts.loginText });
        login.href = form.dataset.loginUrl ?? new URL("/admin/login/", location.href).href;
        notice.append(element("p", { textContent: `${response.error_message} ` }, login));
      },
      true,
    );

    /* Who has logged in again in another tab goes on in this one; a login changes the CSRF token. */
    window.addEventListener("focus", async () => {
      if (!notice) return;
      const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!response?.ok || response.redirected) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = fresh.querySelector("form[data-edit-form] [name=csrfmiddlewaretoken]")?.value;
      const owner = fresh.querySelector("[data-draft-backup-user]")?.dataset.draftBackupUser;
      if (!token || owner !== user) return;
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
      notice.className = "help-block help-info nice-padding draft-backup";
      notice.textContent = texts.loggedInText;
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    texts = document.querySelector("[data-draft-backup-user]")?.dataset ?? {};
    user = texts.draftBackupUser;
    if (!user) return;
    ownPrefix = `${PREFIX}${user}:`;
    const oldest = Date.now() - BACKUP_LIFETIME_MS;
    removeWhere((key, backup) => !key.startsWith(ownPrefix) || !(backup?.moment > oldest));
    watchLogout();
    const form = document.querySelector("form[data-edit-form]");
    if (form) window.addEventListener("load", () => keepWords(form));
  });
})();
