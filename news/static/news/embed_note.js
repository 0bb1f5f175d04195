/* Says below the address of an embed block when readers will get a link card instead of a player, and why. */

(() => {
  const icon = () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon icon-warning icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", "#icon-warning");
    svg.append(use);
    return svg;
  };

  class EmbedNoteController extends window.StimulusModule.Controller {
    static values = { url: String };

    connect() {
      // The live region is there before it has text, or screen readers would not hear of it.
      this.note = document.createElement("div");
      this.note.className = "embed-note";
      this.note.id = `${this.element.id}-note`;
      this.note.setAttribute("role", "status");
      this.note.setAttribute("aria-live", "polite");
      this.element.after(this.note);
      const describedBy = this.element.getAttribute("aria-describedby");
      this.element.setAttribute("aria-describedby", [describedBy, this.note.id].filter(Boolean).join(" "));
      this.listeners = new AbortController();
      const { signal } = this.listeners;
      this.element.addEventListener("change", () => this.check(), { signal });
      this.element.addEventListener("input", (event) => this.onInput(event), { signal });
      // Saving asks the provider: it may have been out of reach.
      document.addEventListener("w-autosave:success", () => this.check(), { signal });
      this.check();
    }

    disconnect() {
      this.listeners.abort();
      this.request?.abort();
      this.note.remove();
    }

    onInput({ inputType }) {
      if (inputType?.startsWith("insertFrom")) {
        this.check();
      } else {
        // Until the editor has typed the address to its end.
        this.request?.abort();
        this.show("");
      }
    }

    async check() {
      this.request?.abort();
      this.request = new AbortController();
      const { signal } = this.request;
      const url = this.element.value.trim();
      if (!url) {
        this.show("");
        return;
      }
      try {
        const response = await fetch(`${this.urlValue}?${new URLSearchParams({ url })}`, {
          headers: { "X-Requested-With": "XMLHttpRequest" },
          signal,
        });
        const { note } = response.ok ? await response.json() : { note: "" };
        if (!signal.aborted) this.show(note);
      } catch {
        if (!signal.aborted) this.show("");
      }
    }

    show(text) {
      if (this.note.textContent === text) return;
      const box = document.createElement("div");
      box.className = "help-block help-warning";
      box.append(icon(), text);
      this.note.replaceChildren(...(text ? [box] : []));
    }
  }

  window.wagtail.app.register("embed-note", EmbedNoteController);
})();
