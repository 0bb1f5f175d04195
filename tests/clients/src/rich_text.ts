/** Rich text as a tree, in a frontend with the strictest settings: every node is known, and none is forgotten. */
import type { RichText, RichTextNode } from "../../../docs/rich-text/rich-text";

export function textOf(node: RichText | RichTextNode): string {
  switch (node.type) {
    case "text":
      return node.value;
    case "image":
      return node.alt;
    case "embed":
      return node.url;
    case "break":
    case "rule":
      return "\n";
    case "link":
      return `${node.children.map(textOf).join("")} (${node.page?.path ?? node.url})`;
    default:
      return node.children.map(textOf).join("");
  }
}
