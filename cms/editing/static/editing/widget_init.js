/* Starts Wagtail's widgets where Wagtail has inline scripts, which the Content-Security-Policy of the admin refuses:
 *
 *     <widget-init function="initDateChooser" arguments="[&quot;id_date&quot;, {}]"></widget-init>
 *
 * The browser calls it as soon as the element is in the page, as it would run a script, also in what is added later.
 */
(() => {
  /* Whoever can write markup into a page must not choose what is run. */
  const IS_WIDGET = /^(init|create)?([A-Z]\w*)?(Chooser|Panel)$/;

  customElements.define(
    "widget-init",
    class extends HTMLElement {
      connectedCallback() {
        const name = this.getAttribute("function");
        const values = JSON.parse(this.getAttribute("arguments"));
        this.remove();
        if (!IS_WIDGET.test(name)) throw new Error(`${name} is no widget of Wagtail's.`);
        Reflect.construct(window[name], values);
      }
    },
  );
})();
