import type { ReactNode } from "react";

import { Callout } from "@/components/blocks/callout";
import { Document } from "@/components/blocks/document";
import { Embed } from "@/components/blocks/embed";
import { Gallery } from "@/components/blocks/gallery";
import { Heading } from "@/components/blocks/heading";
import { ImageFigure } from "@/components/blocks/image";
import { Paragraph } from "@/components/blocks/paragraph";
import { QuestionAnswer } from "@/components/blocks/question-answer";
import { Quote } from "@/components/blocks/quote";
import { RelatedArticles } from "@/components/blocks/related-articles";
import { Table } from "@/components/blocks/table";
import { type FragmentType, graphql, readFragment } from "@/gql";
import type { BodyFragment } from "@/gql/graphql";
import type { Words } from "@/lib/words";

const Block = graphql(`
  fragment Body on Block {
    __typename
    id
    ...Heading
    ...Paragraph
    ...Quote
    ...QuestionAnswer
    ...Callout
    ...ImageFigure
    ...Gallery
    ...Embed
    ...Document
    ...Table
    ...RelatedArticles
  }
`);

interface Props {
  blocks: FragmentType<typeof Block>[];
  locale: string;
  words: Words;
}

/** The body of an article or a page: its blocks, in the editors' order. */
export function Body({ blocks, locale, words }: Props) {
  return readFragment(Block, blocks).map((block) => <div key={block.id} data-block={block.id}>{show(block, locale, words)}</div>);
}

function show(block: BodyFragment, locale: string, words: Words): ReactNode {
  switch (block.__typename) {
    case "HeadingBlock":
      return <Heading block={block} />;
    case "ParagraphBlock":
      return <Paragraph block={block} />;
    case "QuoteBlock":
      return <Quote block={block} />;
    case "QuestionAnswerBlock":
      return <QuestionAnswer block={block} words={words} />;
    case "CalloutBlock":
      return <Callout block={block} />;
    case "ImageBlock":
      return <ImageFigure block={block} />;
    case "GalleryBlock":
      return <Gallery block={block} words={words} />;
    case "EmbedBlock":
      return <Embed block={block} words={words} />;
    case "DocumentBlock":
      return <Document block={block} locale={locale} words={words} />;
    case "TableBlock":
      return <Table block={block} />;
    case "RelatedArticlesBlock":
      return <RelatedArticles block={block} locale={locale} />;
    default:
      // A type of a newer API than this frontend knows of is left out.
      return null;
  }
}
