/* Lists articles that are likely the same story as the one in the form, as its headline and summary are typed. */

(() => {
  const PAUSE_MS = 1000;

  class SimilarArticlesController extends window.StimulusModule.Controller {
    static targets = ["message", "retry", "list"];

    static values = { url: String, locale: String, page: String, empty: String, failed: String };

    connect() {
      this.fields = ["title", "summary"].map((name) => this.element.closest("form")?.elements[name]).filter(Boolean);
      this.later = () => {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.look(), PAUSE_MS);
      };
      this.fields.forEach((field) => field.addEventListener("input", this.later));
      // A new article has a number of its own once it is saved: it is not similar to itself.
      this.saved = ({ detail }) => {
        const page = String(detail.response?.pk ?? "");
        if (!page || page === this.pageValue) return;
        this.pageValue = page;
        this.retry();
      };
      document.addEventListener("w-autosave:success", this.saved);
      this.look();
    }

    disconnect() {
      clearTimeout(this.pause);
      this.request?.abort();
      document.removeEventListener("w-autosave:success", this.saved);
      this.fields.forEach((field) => field.removeEventListener("input", this.later));
    }

    retry() {
      this.asked = null;
      this.look();
    }

    async look() {
      const [headline, summary] = ["title", "summary"].map(
        (name) => this.fields.find((field) => field.name === name)?.value.trim() ?? "",
      );
      const typed = JSON.stringify([headline, summary]);
      if (typed === this.asked) return;
      this.asked = typed;
      this.request?.abort();
      if (!headline) {
        this.show(this.emptyValue);
        return;
      }
      this.request = new AbortController();
      const { signal } = this.request;
      const body = new FormData();
      Object.entries({ headline, summary, locale: this.localeValue, page: this.pageValue }).forEach((pair) =>
        body.append(...pair),
      );
      try {
        const response = await fetch(this.urlValue, {
          method: "POST",
          headers: {
            "X-Requested-With": "XMLHttpRequest",
            "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN,
          },
          body,
          signal,
        });
        if (!response.ok && response.status !== 400) throw new Error(response.statusText);
        const { message, html, error } = await response.json();
        if (!signal.aborted) this.show(error ?? message, html);
      } catch {
        if (!signal.aborted) this.show(this.failedValue, "", true);
      }
    }

    show(message, html = "", isFailed = false) {
      // A screen reader hears it when it has changed.
      if (this.messageTarget.textContent !== message) this.messageTarget.textContent = message;
      this.listTarget.innerHTML = html;
      this.retryTarget.hidden = !isFailed;
      if (isFailed) this.asked = null;
    }
  }

  window.wagtail.app.register("similar-articles", SimilarArticlesController);
})();
