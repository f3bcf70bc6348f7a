import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chart, decodePng, encodePng } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'plots-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bars = (values: readonly object[]) => ({
  data: { values },
  width: 200,
  height: 100,
  mark: 'bar',
  encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'value', type: 'quantitative' } },
});

describe('a chart', () => {
  const spec = bars([
    { name: 'first', value: 1 },
    { name: 'second', value: 3 },
  ]);

  it('is drawn as SVG with its labels', async () => {
    const svg = await chart(spec).svg();
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('>second<');
  });

  it('is drawn as PNG, text included, on a white ground', async () => {
    const { data, width, height, channels } = decodePng(await chart(spec).png({ scale: 2 }));
    expect(width).toBeGreaterThan(400);
    expect(height).toBeGreaterThan(200);
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
    // Labels stand below the axis: the last rows have dark pixels only where text was drawn.
    const below = data.subarray((height - 40) * width * channels);
    expect(below.some((value, i) => i % channels === 0 && value < 128)).toBe(true);
  });

  it('is written to a file of the format in its name', async () => {
    await chart(spec).save(join(folder, 'bars.png'));
    await chart(spec).save(join(folder, 'bars.svg'));
    expect(decodePng(readFileSync(join(folder, 'bars.png'))).height).toBeGreaterThan(200);
    expect(readFileSync(join(folder, 'bars.svg'), 'utf8')).toContain('>first<');
    await expect(chart(spec).save(join(folder, 'bars.gif'))).rejects.toThrow('ends in .svg or .png');
  });

  it('that cannot be drawn leaves the file as it was', async () => {
    const path = join(folder, 'kept.svg');
    writeFileSync(path, 'before');
    await expect(chart({ mark: 'nothing' }).save(path)).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('pixels', () => {
  it.each([1, 2, 3, 4])('with %i channels survive a PNG', (channels) => {
    const data = Uint8Array.from({ length: 5 * 3 * channels }, (_, i) => (i * 37) % 256);
    const again = decodePng(encodePng({ data, width: 5, height: 3, channels }));
    expect(again).toMatchObject({ width: 5, height: 3, channels });
    expect([...again.data]).toEqual([...data]);
  });

  it('of another number than the picture has are refused', () => {
    expect(() => encodePng({ data: new Uint8Array(5), width: 2, height: 2, channels: 1 })).toThrow('2 x 2 x 1');
  });
});
