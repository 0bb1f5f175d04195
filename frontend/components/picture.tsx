import { type FragmentType, graphql, readFragment } from "@/gql";
import styles from "@/components/picture.module.css";

const Sizes = graphql(`
  fragment Sizes on Rendition { url width height srcSet webpSrcSet avifSrcSet }
`);

/** What is shown of a picture at one of its presets. The fragments below are for the presets of this site. */
const About = graphql(`
  fragment PictureText on Image { alt credit licence placeholder focalPoint { x y } }
`);

export const CardPicture = graphql(`
  fragment CardPicture on Image { ...PictureText card: rendition(preset: CARD) { ...Sizes } }
`);

export const HeroPicture = graphql(`
  fragment HeroPicture on Image { ...PictureText hero: rendition(preset: HERO) { ...Sizes } }
`);

export const FullPicture = graphql(`
  fragment FullPicture on Image {
    ...PictureText
    full: rendition(preset: FULL) { ...Sizes }
    animation { url }
  }
`);

export const Avatar = graphql(`
  fragment Avatar on Image { ...PictureText thumbnail: rendition(preset: THUMBNAIL) { ...Sizes } }
`);

interface Props {
  picture: FragmentType<typeof About>;
  /** The preset of it that the layout asks for. */
  rendition: FragmentType<typeof Sizes>;
  /** What moves, for readers who do not mind. */
  animation?: { url: string } | null;
  /** How wide it is shown, for `sizes`. */
  sizes: string;
  /** This page's own words for what it shows. */
  alt?: string;
  /** The picture that readers see first: it is fetched before the others. */
  isFirst?: boolean;
  className?: string;
}

/**
 * Shows a picture in the sizes and formats that the newsroom has made, with its place kept free while it loads.
 *
 * The credit is not part of it: print it by `Credit`, wherever the layout has room for it.
 */
export function Picture({ picture, rendition, animation, sizes, alt, isFirst = false, className }: Props) {
  const { avifSrcSet, webpSrcSet, ...fallback } = readFragment(Sizes, rendition);
  const about = readFragment(About, picture);
  const point = about.focalPoint;
  return (
    <picture className={className}>
      {animation && <source srcSet={animation.url} media="(prefers-reduced-motion: no-preference)" />}
      {avifSrcSet && <source type="image/avif" srcSet={avifSrcSet} sizes={sizes} />}
      {webpSrcSet && <source type="image/webp" srcSet={webpSrcSet} sizes={sizes} />}
      <img
        className={styles.image}
        src={fallback.url}
        srcSet={fallback.srcSet}
        sizes={sizes}
        width={fallback.width}
        height={fallback.height}
        alt={alt ?? about.alt}
        loading={isFirst ? "eager" : "lazy"}
        fetchPriority={isFirst ? "high" : "auto"}
        decoding="async"
        style={{
          backgroundImage: `url(${about.placeholder})`,
          ...(point && { objectPosition: `${point.x * 100}% ${point.y * 100}%` }),
        }}
      />
    </picture>
  );
}

/** Names whom to credit for a picture, and its licence, exactly as they are to be printed. */
export function Credit({ picture, credit }: { picture: FragmentType<typeof About>; credit?: string | null }) {
  const about = readFragment(About, picture);
  const words = [credit === undefined ? about.credit : credit, about.licence].filter(Boolean).join(" · ");
  return words ? (
    <span className={styles.credit} dir="auto">
      {words}
    </span>
  ) : null;
}
