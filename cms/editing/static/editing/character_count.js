/* Counts the characters in the text fields of panels that say how many are shown elsewhere
   (cms/editing/panels/character_count.py). */

(() => {
  const PAUSE_MS = 800;

  const start = (panel) => {
    const field = panel.querySelector("input[type=text], textarea");
    if (!field || panel.querySelector(".character-count")) return;
    const { characterCount, characterCountWithin, characterCountOver } = panel.dataset;
    const shown = document.createElement("p");
    const spoken = document.createElement("span");
    shown.className = "help character-count";
    shown.setAttribute("aria-hidden", "true");
    spoken.className = "w-sr-only";
    spoken.setAttribute("role", "status");
    let pause = null;

    const count = (typed) => {
      const characters = [...field.value.trim()].length;
      const text = characters > characterCount ? characterCountOver : characterCountWithin;
      shown.textContent = text.replace("%(count)s", characters).replace("%(most)s", characterCount);
      shown.classList.toggle("character-count--over", characters > characterCount);
      clearTimeout(pause);
      // A screen reader hears it once the editor pauses, not at each key.
      if (typed) pause = setTimeout(() => (spoken.textContent = shown.textContent), PAUSE_MS);
    };

    (field.closest(".w-field__wrapper") ?? field.parentElement).append(shown, spoken);
    field.addEventListener("input", () => count(true));
    count(false);
  };

  const startAll = () => document.querySelectorAll("[data-character-count]").forEach(start);
  document.addEventListener("DOMContentLoaded", startAll);
})();
