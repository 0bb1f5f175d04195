/* Counts the words of a body, and the minutes that it takes to read them, while it is written. What a word is, and which
   blocks count, cms/body/word_count.py and text.py define; tests/body/word_counts.json holds both to the same. */

(() => {
  const PAUSE_MS = 400;
  const SPOKEN_PAUSE_MS = 2000;
  const HAN_AND_KANA =
    "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf" +
    "\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
  const THAI_LAO_KHMER_BURMESE = "\\u0e01-\\u0e4f\\u0e81-\\u0ecf\\u1000-\\u103f\\u1050-\\u108f\\u1780-\\u17d3";
  const WORD = new RegExp(
    `[${HAN_AND_KANA}]|[${THAI_LAO_KHMER_BURMESE}]{1,4}|` +
      `[\\p{L}\\p{N}][^\\s—${HAN_AND_KANA}${THAI_LAO_KHMER_BURMESE}]*`,
    "gu",
  );
  const FIELDS = "input[type=text][name], textarea[name], input[type=hidden][name]";

  const countWords = (text) => text.match(WORD)?.length ?? 0;

  const readingMinutes = (words, perMinute) => Math.max(1, Math.floor(words / perMinute + 0.5));

  const isDeleted = (block) => block.querySelector(":scope > input[name$='-deleted']")?.value === "1";

  const textOf = (field) => {
    if (field.type !== "hidden") return field.value;
    // Of the hidden fields those of formatted text alone hold words, as Draft.js stores them.
    const content = field.draftailEditor && JSON.parse(field.value || "null");
    return (content?.blocks ?? []).map((block) => block.text).join(" ");
  };

  class WordCountController extends window.StimulusModule.Controller {
    static values = { blocks: String, perMinute: Number, text: String };

    connect() {
      this.shown = document.createElement("p");
      this.shown.className = "word-count";
      this.shown.setAttribute("aria-hidden", "true");
      // The live region is there before it has text, or screen readers would not hear of it.
      this.spoken = document.createElement("p");
      this.spoken.className = "w-sr-only";
      this.spoken.setAttribute("role", "status");
      this.body = this.element.querySelector("[data-field-wrapper]") ?? this.element;
      this.body.after(this.shown, this.spoken);
      this.count();
      this.later = () => {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.count(), PAUSE_MS);
      };
      this.element.addEventListener("input", this.later);
      // Formatted text, and blocks that are added, pasted or deleted: a deleted one stays, without being shown.
      this.observer = new MutationObserver(this.later);
      this.observer.observe(this.body, {
        attributeFilter: ["class", "hidden", "style"],
        characterData: true,
        childList: true,
        subtree: true,
      });
    }

    disconnect() {
      this.observer.disconnect();
      this.element.removeEventListener("input", this.later);
      clearTimeout(this.pause);
      clearTimeout(this.spokenPause);
      this.shown.remove();
      this.spoken.remove();
    }

    count() {
      const words = this.texts().reduce((sum, text) => sum + countWords(text), 0);
      const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");
      const minutes = readingMinutes(words, this.perMinuteValue);
      const text = this.textValue
        .replace("%(words)s", numbers.format(words))
        .replace("%(minutes)s", numbers.format(minutes));
      if (text === this.shown.textContent) return;
      this.shown.textContent = text;
      clearTimeout(this.spokenPause);
      // A screen reader hears it once the editor who writes here pauses, not at each key.
      if (this.element.contains(document.activeElement)) this.spokenPause = setTimeout(() => (this.spoken.textContent = text), SPOKEN_PAUSE_MS);
    }

    texts() {
      const counted = this.blocksValue.split(" ");
      const stream = this.element.querySelector("[data-streamfield-stream-container]");
      return [...(stream?.children ?? [])]
        .filter((block) => counted.includes(block.querySelector(":scope > input[name$='-type']")?.value))
        .flatMap((block) => [...block.querySelectorAll(FIELDS)])
        .filter((field) => {
          for (let block = field; block && block !== stream; block = block.parentElement) {
            if (isDeleted(block)) return false;
          }
          return true;
        })
        .map(textOf);
    }
  }

  window.wagtail.app.register("word-count", WordCountController);
})();
