import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/blocks.module.css";
import { Credit, FullPicture, Picture } from "@/components/picture";

export const ImageBlock = graphql(`
  fragment ImageFigure on ImageBlock { alt caption credit image { ...FullPicture } }
`);

/** A picture with its caption and credit in the margin. Nothing where the picture is private. */
export function ImageFigure({ block }: { block: FragmentType<typeof ImageBlock> }) {
  const { alt, caption, credit, image } = readFragment(ImageBlock, block);
  if (!image) return null;
  const picture = readFragment(FullPicture, image);
  return (
    <figure className={`${styles.row} ${styles.wide} meridian`}>
      <div className="main">
        <Picture
          picture={picture}
          rendition={picture.full}
          animation={picture.animation}
          alt={alt}
          sizes="(min-width: 80em) 62rem, (min-width: 62em) 80vw, 100vw"
        />
      </div>
      <figcaption className={`${styles.caption} margin`}>
        {caption && <span>{caption}</span>}
        <Credit picture={picture} credit={credit} />
      </figcaption>
    </figure>
  );
}
