import { join } from 'node:path';
import { chart } from '@org/plots';
import type { Line } from './benchmark.js';

/** A chart for validity and one for proximity, a panel for each data set, a row for each method, both modes side by side. */
export async function drawBenchmark(lines: readonly Line[], folder: string): Promise<void> {
  const values = lines.map(({ data, method, mode, validity, proximity }) => ({
    data,
    method,
    mode: mode === 'compat' ? 'as jax-relax' : 'mended',
    validity,
    proximity,
  }));
  const titles = { validity: 'Validity (higher is better)', proximity: 'Proximity (L1, lower is better)' };
  for (const [field, title] of Object.entries(titles)) {
    const spec = {
      title,
      data: { values },
      facet: { field: 'data', type: 'nominal', title: null },
      columns: 4,
      spec: {
        width: 150,
        height: 150,
        mark: { type: 'point', filled: true, size: 60, opacity: 0.9 },
        encoding: {
          y: { field: 'method', type: 'nominal', title: null },
          x: {
            field,
            type: 'quantitative',
            title: null,
            ...(field === 'validity' && { scale: { domain: [0, 1] }, axis: { values: [0, 0.5, 1] } }),
          },
          color: { field: 'mode', type: 'nominal', title: null, scale: { range: ['#d95f02', '#1b6ca8'] } },
          shape: { field: 'mode', type: 'nominal', title: null },
        },
      },
    };
    const drawn = chart(spec);
    await drawn.save(join(folder, `${field}.svg`));
    await drawn.save(join(folder, `${field}.png`));
  }
}
