import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/blocks/gallery.module.css";
import { ImageBlock } from "@/components/blocks/image";
import { Credit, FullPicture, Picture } from "@/components/picture";
import type { Words } from "@/lib/words";

const Block = graphql(`
  fragment Gallery on GalleryBlock { items { ...ImageFigure } }
`);

/** Pictures side by side, to leaf through: by touch, by the wheel, or with the arrow keys. */
export function Gallery({ block, words }: { block: FragmentType<typeof Block>; words: Words }) {
  const items = readFragment(ImageBlock, readFragment(Block, block).items).filter(({ image }) => image);
  return (
    <div className={`${styles.gallery} meridian`}>
      <p className="margin label">{words.gallery}</p>
      <div className="main">
        <ul className={styles.strip} role="list" tabIndex={0} aria-label={words.gallery}>
          {items.map(({ image, alt, caption, credit }, index) => {
            const picture = image && readFragment(FullPicture, image);
            return (
              picture && (
                <li key={index}>
                  <figure>
                    <Picture
                      picture={picture}
                      rendition={picture.full}
                      alt={alt || words.picture(index + 1, items.length)}
                      sizes="(min-width: 62em) 40rem, 85vw"
                    />
                    <figcaption>
                      <span className={styles.count}>
                        {index + 1}/{items.length}
                      </span>
                      {caption && <span>{caption}</span>}
                      <Credit picture={picture} credit={credit} />
                    </figcaption>
                  </figure>
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}
