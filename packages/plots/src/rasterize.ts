import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

/** Fonts of our own, so that a chart looks the same on every machine. */
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf', 'DejaVuSansMono.ttf'];

/**
 * An SVG as the bytes of a PNG file.
 *
 * @param scale pixels for each of its units
 * @example
 * const bytes = rasterize('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', 2);
 */
export function rasterize(svg: string, scale: number): Uint8Array {
  const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      fontFiles: FONTS.map((name) => join(fonts, 'ttf', name)),
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return image.render().asPng();
}
