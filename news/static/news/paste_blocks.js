/* Text with headings, lists or tables that is pasted into a text block of a body becomes blocks of their own. The server
   turns it into blocks; what is no more than paragraphs and lists is left to the editor of the block. */

(() => {
  const { address, failed } = document.currentScript.dataset;
  const STRUCTURE = "h1, h2, h3, h4, h5, h6, table, blockquote, [role=heading], .MsoTitle, [style*=mso-list]";

  const rootBlockAround = (element) => {
    for (let found = element; found; found = found.parentElement) if (found.rootBlock) return found.rootBlock;
    return null;
  };

  const tell = (text, type) => {
    const detail = { clear: false, text, type };
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
  };

  const insert = (stream, child, editor, blocks) => {
    const known = blocks.filter(({ type }) => stream.blockDef.childBlockDefsByName[type]);
    const isEmpty = !editor.textContent.trim();
    const at = stream.children.indexOf(child) + 1;
    known.forEach((block, number) => stream.insert(block, at + number, { animate: false }));
    if (isEmpty && known.length) stream.deleteBlock(at - 1, { animate: false });
    stream.children[at - (isEmpty ? 1 : 0) + known.length - 1]?.focus?.({ soft: true });
  };

  const onPaste = async (event) => {
    const editor = event.target.closest?.(".public-DraftEditor-content");
    const stream = editor && rootBlockAround(editor);
    const child = stream?.children?.find(({ element, type }) => type === "paragraph" && element.contains(editor));
    const html = child && event.clipboardData.getData("text/html");
    if (!html || !new DOMParser().parseFromString(html, "text/html").querySelector(STRUCTURE)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      const response = await fetch(address, {
        body: new URLSearchParams({ html }),
        headers: { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" },
        method: "POST",
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      insert(stream, child, editor, answer.blocks);
      tell(answer.message, "success");
    } catch (error) {
      tell(error.message && !(error instanceof SyntaxError || error instanceof TypeError) ? error.message : failed, "error");
    }
  };

  document.addEventListener("paste", onPaste, true);
})();
