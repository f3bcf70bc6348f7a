/** Colours for numbers from 0 to 1. */
import { ValueError } from '@org/core';

export type Rgb = readonly [red: number, green: number, blue: number];

/** A map by its name, or the colours that it goes through. */
export type ColorMap = string | readonly string[];

const MAPS: Readonly<Record<string, readonly string[]>> = {
  blues: ['#f7fbff', '#deebf7', '#c6dbef', '#9ecae1', '#6baed6', '#4292c6', '#2171b5', '#08519c', '#08306b'],
  greens: ['#f7fcf5', '#e5f5e0', '#c7e9c0', '#a1d99b', '#74c476', '#41ab5d', '#238b45', '#006d2c', '#00441b'],
  reds: ['#fff5f0', '#fee0d2', '#fcbba1', '#fc9272', '#fb6a4a', '#ef3b2c', '#cb181d', '#a50f15', '#67000d'],
  rdwhgn: ['#ff0000', '#ffffff', '#008000'],
  gray: ['#000000', '#ffffff'],
  viridis: [
    '#440154',
    '#482878',
    '#3e4989',
    '#31688e',
    '#26828e',
    '#1f9e89',
    '#35b779',
    '#6ece58',
    '#b5de2b',
    '#fde725',
  ],
};

/** Colours that people with any sight tell apart. */
export const COLORBLIND = [
  '#0173b2',
  '#de8f05',
  '#029e73',
  '#d55e00',
  '#cc78bc',
  '#ca9161',
  '#fbafe4',
  '#949494',
  '#ece133',
  '#56b4e9',
];

/** From nearly white to a colour. */
export const lightPalette = (color: string): ColorMap => ['#f2f2f2', color];

const rgb = (hex: string): Rgb => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;

/** What is no number has this colour. */
const NO_NUMBER: Rgb = [200, 200, 200];

/** The colour of a number; those outside of 0 and 1 have that of the end. @throws ValueError for an unknown name */
export function colorMap(map: ColorMap): (value: number) => Rgb {
  const colors = (typeof map === 'string' ? MAPS[map.toLowerCase()] : map)?.map(rgb);
  if (!colors || colors.length < 2)
    throw new ValueError('The colour map is unknown.', {
      expected: `${Object.keys(MAPS).join(', ')}, or a list of colours`,
      received: String(map),
    });
  return (value) => {
    if (Number.isNaN(value)) return NO_NUMBER;
    const place = Math.min(1, Math.max(0, value)) * (colors.length - 1);
    const low = Math.min(colors.length - 2, Math.floor(place));
    const share = place - low;
    return colors[low]!.map((channel, i) => channel * (1 - share) + colors[low + 1]![i]! * share) as unknown as Rgb;
  };
}
