/**
 * Renders a rich text of the API, as a tree of nodes, to the HTML that the API itself gives beside it.
 * A reference: a frontend has components in the place of these strings.
 */
const TAGS = {
  paragraph: "p",
  listItem: "li",
  quote: "blockquote",
  bold: "b",
  strong: "strong",
  italic: "i",
  emphasis: "em",
  strikethrough: "s",
  superscript: "sup",
  subscript: "sub",
  code: "code",
};
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\u00a0": "&nbsp;" };

const text = (value) => value.replace(/[&<>\u00a0]/g, (character) => ENTITIES[character]);
const attribute = (value) => value.replace(/[&<>"']/g, (character) => ENTITIES[character]);
const element = (tag, node, attributes = "") => `<${tag}${attributes}>${node.children.map(render).join("")}</${tag}>`;

/**
 * @param {import("./rich-text").RichText | import("./rich-text").RichTextNode} node
 * @returns {string}
 */
export function render(node) {
  switch (node.type) {
    case "root":
      return node.children.map(render).join("");
    case "text":
      return text(node.value);
    case "heading":
      return element(`h${node.level}`, node);
    case "list":
      return element(node.ordered ? "ol" : "ul", node);
    case "link":
      return element("a", node, ` href="${attribute(node.url)}"${target(node)}`);
    case "image":
      return (
        `<figure class="${attribute(node.layout)}"><img src="${attribute(node.url)}" alt="${attribute(node.alt)}"` +
        ` width="${node.width}" height="${node.height}"></figure>`
      );
    case "embed":
      return `<a href="${attribute(node.url)}" rel="noopener noreferrer">${attribute(node.url)}</a>`;
    case "break":
      return "<br>";
    case "rule":
      return "<hr>";
    default:
      return element(TAGS[node.type], node);
  }
}

function target({ page, external }) {
  if (page) return ` data-id="${page.id}" data-path="${attribute(page.path)}"`;
  return external ? ' rel="noopener noreferrer"' : "";
}
