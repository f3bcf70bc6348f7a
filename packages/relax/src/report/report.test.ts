import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { DataModule } from '../data/index.js';
import { Explanation } from '../explain/index.js';
import { changesOf, reportOf, saveReport } from './index.js';

const records = [
  { age: 20, job: 'a<b', y: 0 },
  { age: 40, job: 'c', y: 1 },
  { age: 60, job: 'c', y: 1 },
];
const predFn = (x: Tensor) => {
  const old = x.at(':', ':1') as Tensor;
  return ops.concatenate([ops.subtract(1, old), old], -1);
};

async function explanation(): Promise<Explanation> {
  const dataModule = await DataModule.fromConfig(
    { dataName: 'mini', continousCols: ['age'], discretCols: ['job'] },
    records,
  );
  // Ages 50, 40, 20; the first and the last job changes.
  const cfs = [
    [0.75, 0, 1],
    [0.5, 0, 1],
    [0, 1, 0],
  ];
  return new Explanation(cfs, predFn, { dataModule, cfName: 'by hand', totalTime: 1 });
}

describe('changesOf', () => {
  it('says what changes, in the units of the table', async () => {
    const [first, second, third] = await changesOf(await explanation(), [0, 1, 2]);
    expect(first!.changes).toEqual([
      { feature: 'age', before: expect.closeTo(20, 3), after: expect.closeTo(50, 3) },
      { feature: 'job', before: 'a<b', after: 'c' },
    ]);
    expect(first!.predictions).toEqual({ before: [1, 0], after: [0.25, 0.75] });
    expect(second!.changes).toEqual([]);
    expect(third!.row).toBe(2);
    expect(third!.after.job).toBe('a<b');
  });
});

describe('reportOf', () => {
  it('is a page with metrics, charts and examples, and takes no text for markup', async () => {
    const page = await reportOf(await explanation(), { title: 'Mini & co' });
    expect(page).toContain('<h1>Mini &amp; co</h1>');
    expect(page).toContain('<th>validity</th>');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('<td>job</td><td>a&lt;b</td><td>c</td>');
    expect(page).not.toContain('a<b');
  });

  it('has whole numbers on the axis of whole changes, and says where answers come twice', async () => {
    const { cfs, dataModule } = await (async () => {
      const given = await explanation();
      return { cfs: ops.repeat(given.cfs, 2, 1), dataModule: given };
    })();
    const twice = new Explanation(cfs, predFn, { dataModule, cfName: 'by hand' });
    const page = await reportOf(twice);
    expect(page).toContain('3 rows, 2 counterfactuals of each; 3 rows have some of them twice.');
    expect(page.match(/<h3>Row 0/g)).toHaveLength(1);
    const [, moves] = page.split('By how much numbers change');
    const labels = [...moves!.split('<h2>')[0]!.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text!);
    expect(labels.length).toBeGreaterThan(4);
    expect(labels.filter((label) => label.includes('.'))).toEqual([]);
  });

  it('is told where to be written', async () => {
    await expect(saveReport(await explanation(), undefined as never)).rejects.toThrow(/written to a file[\s\S]*a path/);
  });

  it('is written to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relax-report-'));
    await saveReport(await explanation(), join(folder, 'report.html'));
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('Counterfactuals of mini');
    await rm(folder, { recursive: true });
  });
});
