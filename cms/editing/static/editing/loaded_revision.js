/* Notes in a form which version its last autosave made.
 *
 * Wagtail's script knows it, but sends it with autosaves alone: the server would take the editor's own autosave for a
 * newer version of somebody else's, and refuse the form.
 */
document.addEventListener("w-autosave:success", (event) => {
  const { elements } = event.target;
  const { revision_id: id, revision_created_at: moment } = event.detail.response;
  if (!id || !elements.loaded_revision_id) return;
  elements.loaded_revision_id.value = id;
  elements.loaded_revision_created_at.value = moment;
});

/* Names this page load in autosaves and saves, by a number that no other has. A form may be sent before its autosave was
 * answered, or the answer may be lost: the server then knows by this whose autosave it was. A form that comes back with
 * errors keeps its number.
 */
{
  const storageKey = `autosave_form ${location.pathname}`;
  const newNumber = () => [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  let pageLoad;
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!target.matches("[data-controller~='w-autosave']") && !target.elements.loaded_revision_id) return;
    const cameBack = target.dataset.wUnsavedForceValue === "true";
    pageLoad ??= (cameBack && sessionStorage.getItem(storageKey)) || newNumber();
    sessionStorage.setItem(storageKey, pageLoad);
    formData.set("autosave_form", pageLoad);
  });
}
