/** The example page, and programs as other pages have them, in a real browser. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '@org/models';
import { sourcePaths } from '@org/testing/program';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildPage } from '../../examples/web/build.js';
import { serve } from '../../examples/web/serve.js';
import { executablePath, hasBrowser } from './chromium.js';

const inBrowser = hasBrowser ? describe : describe.skip;

const NARROW: BrowserContextOptions = { viewport: { width: 360, height: 780 }, colorScheme: 'dark', hasTouch: true };
const WIDE: BrowserContextOptions = { viewport: { width: 1920, height: 1080 }, colorScheme: 'light' };
const SCREENS: readonly [string, BrowserContextOptions][] = [
  ['a narrow dark screen', NARROW],
  ['a wide light screen', WIDE],
];

const folder = mkdtempSync(join(tmpdir(), 'page-'));
let server: Server;
let browser: Browser;

/** A network of the page's size takes seconds a step on a GPU that is a program. */
const FEW_DIGITS = 128;

/** A seven, by places from 0 to 1 across the pad. */
const SEVEN: readonly (readonly [number, number])[] = [
  [0.28, 0.25],
  [0.48, 0.25],
  [0.68, 0.25],
  [0.6, 0.42],
  [0.5, 0.6],
  [0.4, 0.8],
];

/** Draws on the pad with a finger where the screen takes one, else with a mouse. */
async function draw(page: Page, hasTouch: boolean): Promise<void> {
  await page.locator('#pad').scrollIntoViewIfNeeded();
  const box = (await page.locator('#pad').boundingBox())!;
  const places = SEVEN.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height }));
  const [start, ...others] = places as [(typeof places)[0], ...typeof places];
  if (hasTouch) {
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: typeof places) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [start]);
    for (const place of others) await touch('touchMove', [place]);
    await touch('touchEnd', []);
  } else {
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    for (const { x, y } of others) await page.mouse.move(x, y, { steps: 2 });
    await page.mouse.up();
  }
}

/** A page with what it logged as errors. */
async function open(
  path: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  await prepare(page);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/${path}`);
  return { page, errors };
}

/** What a program logs as JSON, as the only script of a page. */
async function run(name: string, program: string, prepare?: (page: Page) => Promise<unknown>): Promise<unknown> {
  const entry = join(folder, `${name}.ts`);
  writeFileSync(
    entry,
    `import * as keras from '@org/models';\nconst result = async () => {${program}};
    result().then((value) => { document.title = JSON.stringify(value); }, (error) => { document.title = JSON.stringify(String(error)); });`,
  );
  await build({
    entryPoints: [entry],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    tsconfigRaw: { compilerOptions: { paths: sourcePaths('browser') } },
  });
  writeFileSync(join(folder, `${name}.html`), `<script type="module" src="${name}.js"></script>`);
  const { page } = await open(`${name}.html`, {}, prepare);
  await page.waitForFunction(() => document.title !== '');
  return JSON.parse(await page.title());
}

inBrowser('in a browser', () => {
  beforeAll(async () => {
    await buildPage(folder, sourcePaths('browser'));
    server = serve(folder).listen(0);
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(SCREENS)('on %s', (_, screen) => {
    let page: Page;
    let errors: string[];
    beforeAll(async () => {
      ({ page, errors } = await open('', screen));
    });
    afterAll(() => page.context().close());

    it('fits', async () => {
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content).toBeLessThanOrEqual(window!);
    });

    it('trains the network, with a curve of the loss that falls', async () => {
      await page.click('#train:enabled');
      await page.waitForFunction(() => /Done in/.test(document.querySelector('#status')!.textContent!), null, {
        timeout: 100_000,
      });
      const percent = Number(/([\d.]+)% of the digits/.exec(await page.innerText('#status'))![1]);
      expect(percent).toBeGreaterThan(80);
      const points = (await page.getAttribute('#chart polyline', 'points'))!.split(' ');
      const heights = points.map((point) => Number(point.split(',')[1]));
      expect(points).toHaveLength(128);
      expect(heights.at(-1)).toBeGreaterThan(heights[0]! + 30);
    }, 120_000);

    it('answers what is drawn with the keyboard, and shows what the answer depends on', async () => {
      await page.focus('#pad');
      // A one, from above the middle down.
      for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp');
      for (let i = 0; i < 16; i++) await page.keyboard.press('Shift+ArrowDown');
      await page.waitForFunction(() => /This is a/.test(document.querySelector('#prediction')!.textContent!));
      await page.waitForFunction(() => /This is a 1/.test(document.querySelector('#prediction')!.textContent!));
      const bright = await page.evaluate(() => {
        const { data } = document
          .querySelector<HTMLCanvasElement>('#saliency')!
          .getContext('2d')!
          .getImageData(0, 0, 28, 28);
        return data.filter((value, i) => i % 4 === 0 && value > 128).length;
      });
      expect(bright).toBeGreaterThan(0);
      await page.keyboard.press('Delete');
      await page.waitForFunction(() => document.querySelector('#prediction')!.textContent === 'Draw something.');
    });

    it('answers what is drawn with a finger, or a mouse', async () => {
      await draw(page, screen.hasTouch === true);
      await page.waitForFunction(() => /This is a 7/.test(document.querySelector('#prediction')!.textContent!));
      const cut = await page
        .locator('#bars output')
        .evaluateAll((outputs) => outputs.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
      expect(cut).toBe(0);
      await page.click('#clear');
      await page.waitForFunction(() => document.querySelector('#prediction')!.textContent === 'Draw something.');
    });

    it('gives the model as a file that opens elsewhere', async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
      expect(download.suggestedFilename()).toBe('digits.keras');
      const file = join(folder, `${screen.colorScheme}.keras`);
      await download.saveAs(file);
      const model = await keras.saving.loadModel(file);
      expect(model.countParams()).toBe(12810);
      expect(errors).toEqual([]);
    });
  });

  it('trains on WebGPU, and answers', async () => {
    const gpu = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--disable-quic'],
    });
    try {
      const page = await gpu.newPage();
      const failures: string[] = [];
      page.on('pageerror', ({ message }) => failures.push(message));
      const bytes = readFileSync(join(folder, 'digits.bin'));
      const count = bytes.length / 785;
      const few = [bytes.subarray(0, FEW_DIGITS * 784), bytes.subarray(count * 784, count * 784 + FEW_DIGITS)];
      await page.route('**/digits.bin', (route) => route.fulfill({ body: Buffer.concat(few) }));
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      await page.waitForSelector('#device option[value=webgpu]', { state: 'attached', timeout: 60_000 });
      await page.selectOption('#device', 'webgpu');
      await page.click('#train:enabled');
      await page.waitForFunction(() => /Done in/.test(document.querySelector('#status')!.textContent!), null, {
        timeout: 500_000,
      });
      const points = (await page.getAttribute('#chart polyline', 'points'))!.split(' ');
      const heights = points.map((point) => Number(point.split(',')[1]));
      expect(points).toHaveLength(4 * (FEW_DIGITS / 64));
      // Heights of a chart are measured from above.
      expect(heights.at(-1)).toBeGreaterThan(heights[0]!);
      await page.focus('#pad');
      for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp');
      for (let i = 0; i < 16; i++) await page.keyboard.press('Shift+ArrowDown');
      await page.waitForFunction(() => /This is a/.test(document.querySelector('#prediction')!.textContent!), null, {
        timeout: 120_000,
      });
      expect(failures).toEqual([]);
    } finally {
      await gpu.close();
    }
  }, 700_000);

  it('keeps files in the storage of the page', async () => {
    const program = `
      const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(3)]);
      await model.save('models.keras');
      const loaded = await keras.saving.loadModel('models.keras');
      const x = keras.ops.ones([4, 2]);
      const difference = await model(x).sub(loaded(x)).abs().max().item();
      const missing = await keras.saving.loadModel('none.keras').catch((error) => error.name);
      const again = await model.save('models.keras', { overwrite: false }).catch((error) => error.name);
      return { difference, missing, again };`;
    expect(await run('storage', program)).toEqual({ difference: 0, missing: 'ValueError', again: 'OSError' });
  });

  it('keeps what it downloads where that is asked for, and opens it while there is no server', async () => {
    const file = join(folder, 'kept.keras');
    const make = (bias: number) => {
      const model = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
      model.setWeights([keras.tensor([[0]]), keras.tensor([bias])]);
      return model.save(file, { overwrite: true });
    };
    await make(1);
    // What the server does on each request: the second answer is the same file, the third another one, and then there is none.
    const tags = ['"one"', '"one"', '"two"'];
    let answered = 0;
    const program = `
      const answers = [];
      for (let i = 0; i < 4; i++) {
        let received = 0;
        const onProgress = (bytes) => { received = bytes; };
        const model = await keras.saving.loadModel(new URL('server/kept.keras', location.href), { cache: true, onProgress });
        const [answer] = await (await model.predict([[5]], { verbose: 0 })).data();
        answers.push([answer, received > 0]);
      }
      return answers;`;
    const answers = await run('cache', program, (page) =>
      page.route('**/server/kept.keras', async (route) => {
        const etag = tags[answered];
        answered += 1;
        if (etag === '"two"') await make(2);
        if (etag) await route.fulfill({ path: file, headers: { etag } });
        else await route.abort();
      }),
    );
    expect(answers).toEqual([
      [1, true],
      [1, false],
      [2, true],
      [2, false],
    ]);
  });

  it('asks for the runtime when weights are made, before anything is computed', async () => {
    const program = `new keras.layers.Dense(2).build([null, 3]);
      const isAsked = () => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm'));
      while (!isAsked()) await new Promise((resolve) => setTimeout(resolve, 10));
      return isAsked();`;
    expect(await run('ahead', program)).toBe(true);
  }, 60_000);

  it('trains in a worker', async () => {
    const worker = join(folder, 'worker.ts');
    writeFileSync(worker, "import '@org/core/worker';");
    const paths = sourcePaths('browser');
    await build({
      entryPoints: [worker],
      outdir: folder,
      bundle: true,
      format: 'esm',
      tsconfigRaw: { compilerOptions: { paths } },
    });
    const program = `
      keras.setRunner(new Worker('worker.js', { type: 'module' }));
      const x = keras.random.normal(keras.random.PRNGKey(1), [64, 5]);
      const model = new keras.Sequential([keras.Input([5]), new keras.layers.Dense(1)]);
      model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: 'mse' });
      const { history } = await model.fit(x, x.sum(1, true), { epochs: 50, verbose: 0 });
      return history.loss.at(-1);`;
    expect(await run('in-worker', program)).toBeLessThan(0.01);
  });

  it('gets the numbers that Node gets, on WebAssembly and in plain JavaScript', async () => {
    const program = `
      const x = keras.random.normal(keras.random.PRNGKey(1), [64, 5]);
      const values = {};
      for (const name of ['wasm', 'javascript']) {
        keras.utils.setRandomSeed(1);
        const model = new keras.Sequential([keras.Input([5]), new keras.layers.Dense(4, { activation: 'tanh' }), new keras.layers.Dense(1)]);
        model.compile({ optimizer: 'adam', loss: 'mse' });
        const history = await keras.device(name, () => model.fit(x, x.sum(1, true), { epochs: 3, shuffle: false, verbose: 0 }));
        values[name] = history.history.loss;
      }
      return values;`;
    const inNode = (await new Function('keras', `return (async () => {${program}})()`)(keras)) as Record<
      string,
      number[]
    >;
    const values = (await run('numbers', program)) as Record<string, number[]>;
    expect(Object.keys(values)).toEqual(['wasm', 'javascript']);
    for (const [name, losses] of Object.entries(values)) {
      expect(losses).toHaveLength(3);
      for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(inNode[name]![i]!, 4);
    }
  }, 60_000);
});
