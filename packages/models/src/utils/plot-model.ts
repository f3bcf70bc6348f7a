import { FrameworkError, ValueError } from '@org/core';
import { type FilePath, filePath, writeFile } from '@org/core/files';
import { pythonFunction } from '@org/core/internal';
import type { Model } from '../model.js';
import { modelToDot } from './model-to-dot.js';

/** Python's ImportError: a package that is only needed here is not installed. */
class ImportError extends FrameworkError {
  constructor(name: string, options?: ErrorOptions) {
    super(`\`plotModel\` needs the package ${name}.`, { hint: `npm install ${name}` });
    Object.defineProperty(this, 'name', { value: 'ImportError', writable: true, configurable: true });
    if (options) this.cause = options.cause;
  }
}

/** Programs that draw no graphs do without these: bundlers must not look for them. */
async function imported<Module>(name: string): Promise<Module> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
  } catch (cause) {
    throw new ImportError(name, { cause });
  }
}

/** What a graph in Graphviz's language looks like. */
async function drawn(dot: string): Promise<string> {
  const { instance } = await imported<typeof import('@viz-js/viz')>('@viz-js/viz');
  return (await instance()).renderString(dot, { format: 'svg' });
}

const formats: Readonly<Record<string, (dot: string) => Promise<string | Uint8Array>>> = {
  dot: async (dot) => dot,
  svg: drawn,
  png: async (dot) => {
    // Boxes are as wide as their texts in the font that pixels are made with.
    const svg = await drawn(dot.replaceAll('fontname=Helvetica', 'fontname="DejaVu Sans"'));
    const { rasterize } = await imported<typeof import('@org/plots')>('@org/plots');
    return rasterize(svg, 1);
  },
};

/**
 * Draws a model as a graph of its layers, into a file: PNG, SVG, or DOT, Graphviz's language. Drawings need the package
 * `@viz-js/viz`, PNG `@org/plots` besides.
 *
 * @param toFile whose ending tells the format; PNG where it has none
 * @param showShapes whether boxes have the shapes of inputs and outputs
 * @param showLayerNames whether boxes have the names of layers beside those of their classes
 * @param rankdir 'TB': from top to bottom; 'LR': from left to right
 * @param expandNested whether models in it are drawn as boxes around their layers
 * @param dpi dots per inch
 * @param splines the form of arrows: 'ortho', 'curved', 'polyline', 'spline' or 'line'
 * @throws ValueError for a model that is not built and for other formats, ImportError if a package is missing
 * @example
 * const model = new Sequential([Input([2]), new layers.Dense(3)]);
 * const save = () => utils.plotModel(model, { toFile: 'model.svg', showShapes: true });
 */
export const plotModel = /* @__PURE__ */ pythonFunction(
  'plot_model',
  [
    'model',
    'toFile',
    'showShapes',
    'showDtype',
    'showLayerNames',
    'rankdir',
    'expandNested',
    'dpi',
    'showLayerActivations',
    'showTrainable',
    'splines',
  ],
  async (
    model: Model,
    toFile: FilePath = 'model.png',
    showShapes: boolean = false,
    showDtype: boolean = false,
    showLayerNames: boolean = false,
    rankdir: string = 'TB',
    expandNested: boolean = false,
    dpi: number = 200,
    showLayerActivations: boolean = false,
    showTrainable: boolean = false,
    splines: string = 'ortho',
  ): Promise<void> => {
    const path = filePath(toFile, 'toFile');
    const format = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? 'png';
    const content = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (!content) {
      throw new ValueError('There is no such format of graphs.', {
        expected: `a path that ends in ${Object.keys(formats)
          .map((each) => `.${each}`)
          .join(', ')}`,
        received: path,
      });
    }
    const shown = { showShapes, showDtype, showLayerNames, showLayerActivations, showTrainable };
    const dot = modelToDot(model, { ...shown, rankdir, expandNested, dpi, splines });
    await writeFile(path, await content(dot.toString()));
  },
);
