/** captum's pictures of attributions. */
import { ValueError } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import type { Chart } from '@org/plots';
import type { AttributeArguments } from '../attr/arguments.js';
import type { ColorMap, Rgb } from './color-maps.js';
import { type ImageArray, type Numbers, numbersOf } from './image-data.js';
import { blended, figure, greys, heat, type Panel } from './picture.js';

export type ImageVisualizationMethod =
  | 'heat_map'
  | 'blended_heat_map'
  | 'original_image'
  | 'masked_image'
  | 'alpha_scaling';
export type VisualizeSign = 'positive' | 'absolute_value' | 'negative' | 'all';

const PARAMETERS = [
  'attr',
  'originalImage',
  'method',
  'sign',
  'pltFigAxis',
  'outlierPerc',
  'cmap',
  'alphaOverlay',
  'showColorbar',
  'title',
  'figSize',
  'usePyplot',
] as const;
type Parameters = [
  attr: ImageArray | null,
  originalImage?: ImageArray | null,
  method?: ImageVisualizationMethod,
  sign?: VisualizeSign,
  pltFigAxis?: null,
  outlierPerc?: number,
  cmap?: ColorMap | null,
  alphaOverlay?: number,
  showColorbar?: boolean,
  title?: string | null,
  figSize?: readonly [width: number, height: number],
  usePyplot?: boolean,
];
export type VisualizeImageAttrArguments = PythonArguments<typeof PARAMETERS, Parameters>;

const SIGNS: Readonly<Record<VisualizeSign, { cmap: ColorMap; from: number; part: (value: number) => number }>> = {
  all: { cmap: 'RdWhGn', from: -1, part: (value) => value },
  positive: { cmap: 'Greens', from: 0, part: (value) => Math.max(0, value) },
  negative: { cmap: 'Reds', from: 0, part: (value) => Math.min(0, value) },
  absolute_value: { cmap: 'Blues', from: 0, part: Math.abs },
};
const METHODS = ['heat_map', 'blended_heat_map', 'original_image', 'masked_image', 'alpha_scaling'];

/** The value up to which sorted values make up a percentage of their sum. */
function cumulativeThreshold(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  let sum = 0;
  return sorted.find((value) => {
    sum += value;
    return sum >= total * 0.01 * percentile;
  })!;
}

/**
 * Attributions [H, W, C], summed over the channels, by their sign, so that all but the largest, which make up `outlierPerc` percent of
 * them, lie between -1 and 1.
 *
 * @throws ValueError for an unknown sign
 */
export function normalizeAttr(
  { shape: [height, width, channels], values }: Numbers,
  sign: VisualizeSign,
  outlierPerc = 2,
): Float64Array {
  if (!Object.hasOwn(SIGNS, sign))
    throw new ValueError('The sign is unknown.', { expected: Object.keys(SIGNS).join(', '), received: sign });
  if (!(outlierPerc >= 0 && outlierPerc <= 100))
    throw new ValueError('outlierPerc is a share of the attributions.', {
      expected: 'from 0 to 100 percent',
      received: `${outlierPerc}`,
    });
  const { part } = SIGNS[sign];
  const sums = Float64Array.from({ length: height! * width! }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels!; c++) sum += values[i * channels! + c]!;
    return part(sum);
  });
  const threshold = cumulativeThreshold(Array.from(sums, Math.abs), 100 - outlierPerc);
  // Of negative ones the scale is negative, so that more negative is more.
  const scale = (sign === 'negative' ? -1 : 1) * (threshold || 1);
  return sums.map((value) => Math.min(1, Math.max(-1, value / scale)));
}

/** Colours of an image [H, W, C]; those from 0 to 1 are brought to 255. */
function colorsOf({ shape: [, width, channels], values }: Numbers): (row: number, column: number) => Rgb {
  const factor = Array.from(values).every((value) => value <= 1) ? 255 : 1;
  return (row, column) => {
    const start = (row * width! + column) * channels!;
    return [0, 1, 2].map((c) => values[start + Math.min(c, channels! - 1)]! * factor) as unknown as Rgb;
  };
}

/** @throws ValueError for attributions of another size than the image */
function requireOneSize(attr: Numbers, image: Numbers | null): void {
  if (!image || String(attr.shape.slice(0, 2)) === String(image.shape.slice(0, 2))) return;
  throw new ValueError('Attributions and image are not of one size.', {
    expected: `[${image.shape.slice(0, 2)}, C], as the image`,
    received: `[${attr.shape}]`,
    hint: 'channels come last: ops.transpose(x, [1, 2, 0]).',
  });
}

interface Drawn {
  readonly panel: Panel;
  readonly hasHeat: boolean;
}

function draw(
  attr: Numbers,
  image: Numbers | null,
  {
    method,
    sign,
    outlierPerc,
    cmap,
    alphaOverlay,
  }: {
    method: ImageVisualizationMethod;
    sign: VisualizeSign;
    outlierPerc: number;
    cmap: ColorMap;
    alphaOverlay: number;
  },
): Drawn {
  const [height, width] = attr.shape as [number, number];
  const size = { height, width };
  const normal = normalizeAttr(attr, sign, outlierPerc);
  const map = heat({ ...size, values: normal }, cmap, SIGNS[sign].from, 1);
  if (method === 'heat_map') return { panel: map, hasHeat: true };
  const colors = colorsOf(image!);
  if (method === 'blended_heat_map') {
    const grey = Array.from(
      { length: height * width },
      (_, i) => colors(Math.floor(i / width), i % width).reduce((a, b) => a + b) / 3,
    );
    return { panel: blended(greys({ ...size, values: grey }), map, alphaOverlay), hasHeat: true };
  }
  const ground = method === 'alpha_scaling' ? 255 : 0;
  const color = (row: number, column: number): Rgb => {
    const share = normal[row * width + column]!;
    return colors(row, column).map((channel) => channel * share + ground * (1 - share)) as unknown as Rgb;
  };
  return { panel: { ...size, color }, hasHeat: false };
}

async function panelOf(bound: Parameters): Promise<Panel> {
  const [
    attr,
    original,
    method = 'heat_map',
    sign = 'absolute_value',
    ,
    outlierPerc = 2,
    cmap,
    alphaOverlay = 0.5,
    bar = false,
    title,
  ] = bound;
  if (!METHODS.includes(method))
    throw new ValueError('The method is unknown.', { expected: METHODS.join(', '), received: method });
  if (!original && method !== 'heat_map')
    throw new ValueError('Original Image must be provided for any visualization other than heatmap.');
  if (sign === 'all' && (method === 'masked_image' || method === 'alpha_scaling'))
    throw new ValueError(
      `Cannot display ${method} with both positive and negative attributions, choose a different sign option.`,
    );
  const image = original ? await numbersOf(original, 3, 'An image [H, W, C]') : null;
  if (method === 'original_image')
    return { height: image!.shape[0]!, width: image!.shape[1]!, color: colorsOf(image!), title: title ?? undefined };
  if (attr === null) throw new ValueError('Attributions are missing.', { expected: '[H, W, C]' });
  const numbers = await numbersOf(attr, 3, 'Attributions [H, W, C]');
  requireOneSize(numbers, image);
  const map = cmap ?? SIGNS[sign]?.cmap ?? 'Blues';
  const { panel, hasHeat } = draw(numbers, image, { method, sign, outlierPerc, cmap: map, alphaOverlay });
  return {
    ...panel,
    title: title ?? undefined,
    scale: bar && hasHeat ? { map, from: SIGNS[sign].from, to: 1 } : undefined,
  };
}

/** Pixels of an inch of `figSize`. */
const INCH = 60;

/**
 * A picture of the attributions of an image [H, W, C]: as a heat map, over the image in grey, as a mask of the image, or as how much of it
 * is seen. Attributions are summed over the channels and scaled; `sign` says which are shown.
 *
 * @param args captum's: attr, originalImage, method, sign, pltFigAxis (left aside), outlierPerc, cmap, alphaOverlay, showColorbar,
 * title, figSize, usePyplot (left aside)
 * @returns a chart, to be saved as SVG or PNG
 * @throws ValueError for an unknown method or sign, or without an image where one is needed
 * @example
 * const picture = await visualizeImageAttr(images.at(0), images.at(0), { method: 'blended_heat_map', sign: 'all' });
 * const svg = await picture.svg();
 */
export async function visualizeImageAttr(...args: VisualizeImageAttrArguments): Promise<Chart> {
  const bound = bindArguments('visualizeImageAttr', PARAMETERS, 1, args) as Parameters;
  return figure([await panelOf(bound)], 1, (bound[10]?.[0] ?? 6) * INCH);
}

const MULTIPLE = [
  'attr',
  'originalImage',
  'methods',
  'signs',
  'titles',
  'figSize',
  'usePyplot',
  'outlierPerc',
  'cmap',
  'alphaOverlay',
  'showColorbar',
] as const;
type MultipleParameters = [
  attr: ImageArray | null,
  originalImage: ImageArray | null,
  methods: readonly ImageVisualizationMethod[],
  signs: readonly VisualizeSign[],
  titles?: readonly string[] | null,
  figSize?: readonly [width: number, height: number],
  usePyplot?: boolean,
  outlierPerc?: number,
  cmap?: ColorMap | null,
  alphaOverlay?: number,
  showColorbar?: boolean,
];

/**
 * Several pictures of {@link visualizeImageAttr} side by side.
 *
 * @throws ValueError where there are not as many signs, or titles, as methods
 * @example
 * const picture = await visualizeImageAttrMultiple(images.at(0), images.at(0), ['original_image', 'heat_map'], ['all', 'positive']);
 */
export async function visualizeImageAttrMultiple(
  ...args: AttributeArguments<typeof MULTIPLE, MultipleParameters>
): Promise<Chart> {
  const [attr, image, methods, signs, titles, figSize, , outlierPerc, cmap, alphaOverlay, showColorbar] = bindArguments(
    'visualizeImageAttrMultiple',
    MULTIPLE,
    4,
    args,
  ) as MultipleParameters;
  if (signs.length !== methods.length || (titles && titles.length !== methods.length)) {
    throw new ValueError('There must be one sign, and one title if any, for each method.', {
      expected: `${methods.length}`,
      received: `${signs.length} signs, ${titles?.length ?? 'no'} titles`,
    });
  }
  const panels = await Promise.all(
    methods.map((method, i) =>
      panelOf([attr, image, method, signs[i], null, outlierPerc, cmap, alphaOverlay, showColorbar, titles?.[i]]),
    ),
  );
  return figure(panels, panels.length, ((figSize?.[0] ?? 8) * INCH) / panels.length);
}
