/** Pictures in rows and columns, with titles, as charts. */
import { type Chart, chart, encodePng } from '@org/plots';
import { type ColorMap, colorMap, type Rgb } from './color-maps.js';

/** A grid of numbers, rows from the top. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly values: ArrayLike<number>;
}

/** One picture of a figure. */
export interface Panel {
  readonly height: number;
  readonly width: number;
  readonly color: (row: number, column: number) => Rgb;
  readonly title?: string | undefined;
  /** What is shown below: the colours of a range of numbers. */
  readonly scale?: { readonly map: ColorMap; readonly from: number; readonly to: number } | undefined;
}

/** A picture as the URL of a PNG; each pixel is a square of so many, so that none is blurred. */
export function pixels({ height, width, color }: Panel, size: number): string {
  const [rows, columns] = [height, width].map((count) => count * size) as [number, number];
  const data = new Uint8Array(rows * columns * 3);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = color(Math.floor(y / size), Math.floor(x / size));
      for (let c = 0; c < 3; c++) data[(y * columns + x) * 3 + c] = Math.round(Math.min(255, Math.max(0, at[c]!)));
    }
  }
  const png = encodePng({ data, width: columns, height: rows, channels: 3 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

const image = (url: string, width: number, height: number): object => ({
  width,
  height,
  data: { values: [{ url }] },
  mark: { type: 'image', width, height, aspect: false },
  encoding: { url: { field: 'url', type: 'nominal' }, x: { value: width / 2 }, y: { value: height / 2 } },
});

function panelSpec(panel: Panel, side: number): object {
  const unit = Math.max(1, Math.ceil((2 * side) / panel.width));
  const height = Math.round((side * panel.height) / panel.width);
  const picture = { ...image(pixels(panel, unit), side, height), ...(panel.title && { title: panel.title }) };
  if (!panel.scale) return picture;
  const { map, from, to } = panel.scale;
  const colors = colorMap(map);
  const bar = { height: 1, width: 64, color: (_: number, column: number) => colors(column / 63) };
  const ticks = [from, (from + to) / 2, to].map((value, i) => ({ text: String(value), x: (i * side) / 2 }));
  const axis = {
    data: { values: ticks },
    mark: { type: 'text', dy: 16, fontSize: 10 },
    encoding: {
      text: { field: 'text' },
      x: { field: 'x', type: 'quantitative', axis: null, scale: { domain: [0, side] } },
      y: { value: 8 },
    },
  };
  return {
    vconcat: [picture, { width: side, height: 10, layer: [image(pixels(bar, 4), side, 10), axis] }],
    spacing: 6,
  };
}

/**
 * Pictures side by side, `columns` in a row.
 *
 * @param side how wide each is
 */
export const figure = (panels: readonly Panel[], columns: number, side = 160): Chart =>
  chart({
    concat: panels.map((panel) => panelSpec(panel, side)),
    columns,
    spacing: 12,
    config: { title: { fontSize: 11 } },
  });

/** A grid in grey, the smallest number black and the largest white. */
export function greys({ height, width, values }: Grid): Panel {
  const all = Array.from(values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return {
    height,
    width,
    color: (row, column) => {
      const grey = ((values[row * width + column]! - low) / (high - low || 1)) * 255;
      return [grey, grey, grey];
    },
  };
}

/** A grid by a colour map, from `from` to `to`. */
export function heat({ height, width, values }: Grid, map: ColorMap, from: number, to: number): Panel {
  const colors = colorMap(map);
  return { height, width, color: (row, column) => colors((values[row * width + column]! - from) / (to - from || 1)) };
}

/** One picture over another that shines through. @param alpha how much of the upper one is seen */
export const blended = (below: Panel, above: Panel, alpha: number): Panel => ({
  ...above,
  color: (row, column) => {
    const under = below.color(row, column);
    return above.color(row, column).map((channel, i) => channel * alpha + under[i]! * (1 - alpha)) as unknown as Rgb;
  },
});
