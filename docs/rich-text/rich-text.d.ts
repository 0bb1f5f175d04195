/** Rich text of the API, generated from its JSON Schema. */

/**
 * Any node of the tree.
 */
export type RichTextNode =
  | TextNode
  | ParagraphNode
  | HeadingNode
  | ListNode
  | ListItemNode
  | QuoteNode
  | BoldNode
  | StrongNode
  | ItalicNode
  | EmphasisNode
  | StrikethroughNode
  | SuperscriptNode
  | SubscriptNode
  | CodeNode
  | LinkNode
  | ImageNode
  | EmbedNode
  | BreakNode
  | RuleNode;

/**
 * Rich text as a tree of nodes: the value of `content` of ParagraphBlock and CalloutBlock, and of `introContent` of pages.
 */
export interface RichText {
  type: "root";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * Words. Escape them where they are printed as HTML.
 */
export interface TextNode {
  type: "text";
  /**
   * The words, without entities.
   */
  value: string;
}
/**
 * `<p>`
 */
export interface ParagraphNode {
  type: "paragraph";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * `<h2>` to `<h4>`
 */
export interface HeadingNode {
  type: "heading";
  /**
   * 2 to 4; `<h1>` is the page's title.
   */
  level: 2 | 3 | 4;
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * `<ul>` or `<ol>`
 */
export interface ListNode {
  type: "list";
  /**
   * Whether it is `<ol>`.
   */
  ordered: boolean;
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * `<li>`
 */
export interface ListItemNode {
  type: "listItem";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * `<blockquote>`
 */
export interface QuoteNode {
  type: "quote";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<b>`.
 */
export interface BoldNode {
  type: "bold";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<strong>`.
 */
export interface StrongNode {
  type: "strong";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<i>`.
 */
export interface ItalicNode {
  type: "italic";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<em>`.
 */
export interface EmphasisNode {
  type: "emphasis";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<s>`.
 */
export interface StrikethroughNode {
  type: "strikethrough";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<sup>`.
 */
export interface SuperscriptNode {
  type: "superscript";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<sub>`.
 */
export interface SubscriptNode {
  type: "subscript";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * The mark `<code>`.
 */
export interface CodeNode {
  type: "code";
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * `<a>`: a link that the viewer may follow.
 */
export interface LinkNode {
  type: "link";
  /**
   * Absolute address, or a fragment such as `#notes`.
   */
  url: string;
  /**
   * Whether it leaves the site: give it `rel="noopener noreferrer"`.
   */
  external: boolean;
  /**
   * The page of this site to which it leads, for routers; null for any other link.
   */
  page: LinkedPage | null;
  /**
   * What it holds, in order.
   */
  children: RichTextNode[];
}
/**
 * A page to which a link leads.
 */
export interface LinkedPage {
  /**
   * Global id, for `node(id:)` and caches.
   */
  id: string;
  /**
   * Path on its site, for `page(path:)` and routers.
   */
  path: string;
}
/**
 * A picture in running text: `<figure>` with `<img>`.
 */
export interface ImageNode {
  type: "image";
  /**
   * Global id of the `Image`, for `node(id:)`: its sizes, credit and licence.
   */
  id: string;
  /**
   * Absolute address of its largest size.
   */
  url: string;
  /**
   * For `<img alt>`; empty where the picture is decoration.
   */
  alt: string;
  /**
   * Width in pixels.
   */
  width: number;
  /**
   * Height in pixels.
   */
  height: number;
  /**
   * How editors placed it: `fullwidth`, `left`, `right`.
   */
  layout: string;
}
/**
 * Media of another site, by its address: show a link or a player of your own.
 */
export interface EmbedNode {
  type: "embed";
  /**
   * Absolute address.
   */
  url: string;
}
/**
 * `<br>`
 */
export interface BreakNode {
  type: "break";
}
/**
 * `<hr>`
 */
export interface RuleNode {
  type: "rule";
}
