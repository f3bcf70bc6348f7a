/** What an image is made of. */

/** Grey, grey of 16 bits, grey with alpha, colours, colours with alpha: Pillow's names. */
export type ImageMode = 'L' | 'I;16' | 'LA' | 'RGB' | 'RGBA';

/** Rows from the top, pixels from the left, channels side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly mode: ImageMode;
  readonly data: Uint8Array | Uint16Array;
}

export const channelsOf: Readonly<Record<ImageMode, number>> = { L: 1, 'I;16': 1, LA: 2, RGB: 3, RGBA: 4 };
