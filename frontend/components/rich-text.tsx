import { createElement, Fragment, type ReactNode } from "react";

import type { RichText as Tree, RichTextNode } from "../../docs/rich-text/rich-text";

import styles from "@/components/rich-text.module.css";

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
} as const;

/** Rich text of the API, from its tree (`content`, `introContent`): nothing is parsed, and no HTML of others is printed. */
export function RichText({ content }: { content: unknown }) {
  return <div className={styles.text}>{nodes((content as Tree).children)}</div>;
}

function nodes(children: RichTextNode[]): ReactNode {
  return children.map((node, index) => <Fragment key={index}>{element(node)}</Fragment>);
}

function element(node: RichTextNode): ReactNode {
  switch (node.type) {
    case "text":
      return node.value;
    case "heading":
      return createElement(`h${node.level}`, null, nodes(node.children));
    case "list":
      return createElement(node.ordered ? "ol" : "ul", null, nodes(node.children));
    case "link":
      return (
        <a href={node.page?.path ?? node.url} rel={node.external ? "noopener noreferrer" : undefined}>
          {nodes(node.children)}
        </a>
      );
    case "image":
      return (
        <figure data-layout={node.layout}>
          <img src={node.url} alt={node.alt} width={node.width} height={node.height} loading="lazy" />
        </figure>
      );
    case "embed":
      return (
        <a href={node.url} rel="noopener noreferrer">
          {node.url}
        </a>
      );
    case "break":
      return <br />;
    case "rule":
      return <hr />;
    default:
      // A type of a newer API than this frontend knows of is left out.
      return node.type in TAGS ? createElement(TAGS[node.type], null, nodes(node.children)) : null;
  }
}
