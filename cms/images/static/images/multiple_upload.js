/* Sends with each of several uploads which pictures of this page wait for their description.
 *
 * Each of those comes with a hidden field. The uploads are queued at once and sent one after the other, so the fields are
 * read when one is sent.
 */
$(() => {
  $("#fileupload").on("fileuploadsend", (_event, { data }) => {
    for (const { name, value } of document.querySelectorAll("#upload-list [name=waiting_upload]")) {
      data.append(name, value);
    }
  });
});
