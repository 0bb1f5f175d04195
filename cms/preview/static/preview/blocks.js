/* Names the blocks in a frontend's preview beside the form, and leads from there to the form. */
(() => {
  "use strict";

  const origins = document.currentScript.dataset.origins.split(" ");
  let preview = null;

  /* The form's field of a block, by the id that the API gives: "ParagraphBlock:preview-7/<the stored id>" in base64. */
  const fieldOf = (id) => {
    let stored;
    try {
      stored = atob(id).split("/").pop();
    } catch {
      return null;
    }
    return document.querySelector(`[data-edit-form] [data-contentpath="${CSS.escape(stored)}"]`);
  };

  const nameOf = (field) => {
    const heading = field?.querySelector("[data-panel-heading] .c-sf-block__type");
    return heading ? heading.textContent.trim() : "";
  };

  const reveal = (field) => {
    const tab = field.closest("[role=tabpanel][hidden]");
    if (tab) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
    for (let panel = field; panel; panel = panel.parentElement.closest("[data-panel]")) {
      const toggle = panel.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
    const content = field.querySelector(".w-panel__content") ?? field;
    const input = content.querySelector("[contenteditable=true], textarea, input:not([type=hidden]), select, button");
    window.focus();
    input?.focus({ preventScroll: true });
    (input ?? field).scrollIntoView({ block: "center", behavior: "instant" });
  };

  const tell = (message) => preview?.window.postMessage({ dateline: message }, preview.origin);

  window.addEventListener("message", ({ origin, source, data }) => {
    const message = data?.dateline;
    // There are two frames while the next state of the page is being loaded.
    const frames = [...document.querySelectorAll("[data-w-preview-target~=iframe]")];
    if (!message || !origins.includes(origin) || !frames.some((frame) => frame.contentWindow === source)) return;
    if (message.type === "preview-shown") {
      preview = { window: source, origin, ids: Array.isArray(message.ids) ? message.ids : [] };
      return;
    }
    const field = fieldOf(message.id);
    if (!field) return;
    if (message.type === "block-pointed-at") tell({ type: "block-named", id: message.id, name: nameOf(field) });
    if (message.type === "block-chosen") reveal(field);
  });

  document.addEventListener("focusin", ({ target }) => {
    const id = preview?.ids.find((one) => fieldOf(one)?.contains(target));
    if (id) tell({ type: "block-focused", id });
  });
})();
