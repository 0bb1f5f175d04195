/* Has Wagtail notice what is typed while its script does not look.
 *
 * The script notes what a form holds two seconds after it is loaded, and again when an autosave is answered, and asks only
 * from then on whether it has changed. What was typed meanwhile would be neither saved, nor previewed, nor asked about when
 * the form is left, until the next key.
 */
{
  let isUnsaved = false;

  const note = ({ target, isTrusted }) => {
    if (isTrusted && target.closest("[data-edit-form]")) isUnsaved = true;
  };

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("w-autosave:save", () => {
    isUnsaved = false;
  });
  document.addEventListener("w-unsaved:watch-edits", ({ target: form }) => {
    // Wagtail's script goes on, after this event, to say that nothing is unsaved.
    if (isUnsaved) queueMicrotask(() => form.setAttribute("data-w-unsaved-force-value", "true"));
  });
}
