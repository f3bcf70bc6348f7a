/** Charts from Vega-Lite specifications, as SVG and PNG. */
import { writeByEnding } from './files.js';
import { rasterize } from './rasterize.js';

/** A Vega-Lite specification: https://vega.github.io/vega-lite/docs/spec.html. */
export type ChartSpec = Readonly<Record<string, unknown>>;

export interface ChartOptions {
  /** Pixels of the PNG for each of the chart. */
  scale?: number;
}

export interface Chart {
  svg(): Promise<string>;
  png(options?: ChartOptions): Promise<Uint8Array>;
  /** Writes a file whose ending, `.svg` or `.png`, says the format. */
  save(path: string, options?: ChartOptions): Promise<void>;
}

/** What charts look like unless their specification says otherwise. */
const LOOK: Readonly<Record<string, unknown>> = {
  background: 'white',
  font: 'DejaVu Sans',
  view: { stroke: null },
  axis: { grid: true, gridColor: '#e8e8e8', domainColor: '#888', tickColor: '#888' },
};

/**
 * A chart from a Vega-Lite specification, with its data inside of it.
 *
 * @throws ValueError in `save`, where the path ends in neither `.svg` nor `.png`
 * @example
 * const bars = chart({ data: { values: [{ a: 'x', b: 1 }] }, mark: 'bar', encoding: { x: { field: 'a' }, y: { field: 'b', type: 'quantitative' } } });
 * const text = await bars.svg();
 */
export function chart(spec: ChartSpec): Chart {
  const svg = () => draw(spec);
  const png = async ({ scale = 2 }: ChartOptions = {}) => rasterize(await svg(), scale);
  return {
    svg,
    png,
    save: (path, options) => writeByEnding(path, { svg, png: () => png(options) }),
  };
}

/** Charts are drawn by libraries of a megabyte, which are loaded for the first of them. */
async function draw(spec: ChartSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const messages: string[] = [];
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, input) =>
    messages.push(Array.from(input).join(' ')),
  );
  const config = { ...LOOK, ...(spec.config as object | undefined) };
  const compiled = compile({ ...spec, config } as unknown as Parameters<typeof compile>[0], { logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  if (messages.length > 0) console.warn(`A chart: ${messages.join('; ')}`);
  return svg;
}
