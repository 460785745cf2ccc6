/** A guest's executable file on its way, in pieces that fit in a frame. */

/** Bytes of the longest piece. */
export const IMAGE_PIECE = 128 * 1024;

export interface ImagePiece {
  readonly bytes: Uint8Array;
  /** Nothing follows. */
  readonly last: boolean;
}

/** All of the image, in order; of an empty one, one piece without bytes. */
export function* imagePieces(image: Uint8Array): Iterable<ImagePiece> {
  for (let at = 0; at === 0 || at < image.length; at += IMAGE_PIECE) {
    yield { bytes: image.subarray(at, at + IMAGE_PIECE), last: at + IMAGE_PIECE >= image.length };
  }
}
