/** Conversions between the modes of images, with Pillow's numbers. */
import { channelsOf, type ImageMode, type Pixels } from './pixels.js';

/** The colours and the alpha of a pixel. */
type Pixel = [red: number, green: number, blue: number, alpha: number];
type Samples = Pixels['data'];

const read: Readonly<Record<ImageMode, (data: Samples, i: number, pixel: Pixel) => void>> = {
  L: (data, i, pixel) => setGrey(pixel, data[i]!, 255),
  // What does not fit into 8 bits is white.
  'I;16': (data, i, pixel) => setGrey(pixel, Math.min(data[i]!, 255), 255),
  LA: (data, i, pixel) => setGrey(pixel, data[2 * i]!, data[2 * i + 1]!),
  RGB: (data, i, pixel) => {
    for (let c = 0; c < 3; c++) pixel[c] = data[3 * i + c]!;
    pixel[3] = 255;
  },
  RGBA: (data, i, pixel) => {
    for (let c = 0; c < 4; c++) pixel[c] = data[4 * i + c]!;
  },
};

function setGrey(pixel: Pixel, grey: number, alpha: number): void {
  pixel.fill(grey, 0, 3);
  pixel[3] = alpha;
}

const isGrey = (mode: ImageMode): boolean => mode === 'L' || mode === 'LA' || mode === 'I;16';

/** ITU-R 601-2 in whole numbers. */
const luma = ([red, green, blue]: Pixel): number => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;

/** The pixels in another mode. */
export function convertPixels({ width, height, mode, data }: Pixels, to: ImageMode): Pixels {
  const count = width * height;
  const channels = channelsOf[to];
  const result = to === 'I;16' ? new Uint16Array(count) : new Uint8Array(count * channels);
  const pixel: Pixel = [0, 0, 0, 0];
  const toPixel = read[mode];
  const toGrey = isGrey(to);
  const isColoured = !isGrey(mode);
  for (let i = 0, at = 0; i < count; i++) {
    toPixel(data, i, pixel);
    if (toGrey) {
      result[at++] = isColoured ? luma(pixel) : pixel[0];
      if (to === 'LA') result[at++] = pixel[3];
    } else {
      for (let c = 0; c < channels; c++) result[at++] = pixel[c]!;
    }
  }
  return { width, height, mode: to, data: result };
}

/** Colours multiplied by their alpha, and back: what is transparent has no part in its neighbours' colours. */
export function premultiply({ width, height, mode, data }: Pixels): Pixels {
  return { width, height, mode, data: withAlpha(mode, data, (colour, alpha) => divideBy255(colour * alpha)) };
}

export function unpremultiply({ width, height, mode, data }: Pixels): Pixels {
  const undo = (colour: number, alpha: number): number =>
    alpha === 0 || alpha === 255 ? colour : Math.min(255, Math.trunc((255 * colour) / alpha));
  return { width, height, mode, data: withAlpha(mode, data, undo) };
}

/** x / 255, rounded, for what two bytes multiply to. */
const divideBy255 = (x: number): number => (((x + 128) >> 8) + x + 128) >> 8;

function withAlpha(mode: ImageMode, data: Samples, change: (colour: number, alpha: number) => number): Samples {
  const channels = mode === 'LA' ? 2 : 4;
  return data.map((each, i) => {
    const alpha = data[i - (i % channels) + channels - 1]!;
    return i % channels === channels - 1 ? each : change(each, alpha);
  });
}
