import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { thorough } from '@org/testing';
import { minifySync } from '@swc/core';
import { build, type Metafile } from 'esbuild';

const root = resolve(__dirname, '..');
const packages = readdirSync(join(root, 'packages')).filter((folder) => !manifest(folder).private);
/** What may be imported: `@org/core`, `@org/core/internal`, ... */
const names = packages.flatMap((folder) => {
  const { name, exports } = manifest(folder);
  return Object.keys(exports).flatMap((entry) => (entry === './package.json' ? [] : `${name}${entry.slice(1)}`));
});

function manifest(folder: string): { name: string; private?: boolean; exports: Record<string, unknown> } {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
}

// What a user has: an empty folder, the published files of each package, and no repository around them.
const consumer = mkdtempSync(join(tmpdir(), 'consumer-'));
const write = (name: string, text: string): void => writeFileSync(join(consumer, name), text);

/** Runs a command; a failure shows what it printed. */
async function run(command: string, args: string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(command, args, { cwd }).catch((error: Error & { stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
}

/** Runs node in the consumer's folder; anything on stderr (warnings included) fails. */
async function node(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, args, consumer);
  expect(stderr).toBe('');
  return stdout;
}

/** Bundles a program as a page has it, in parts that are loaded when they are used. */
async function bundle(entry: string): Promise<Metafile> {
  const { metafile, warnings } = await build({
    absWorkingDir: consumer,
    entryPoints: [entry],
    outdir: 'page',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['onnxruntime-node'],
    metafile: true,
  });
  expect(warnings).toEqual([]);
  return metafile;
}

const listExports = `
  const values = {};
  for (const [name, module] of Object.entries(modules)) {
    values[name] = Object.keys(module).filter((key) => key !== 'default' && key !== '__esModule' && key !== 'module.exports').sort();
  }
  console.log(JSON.stringify(values));`;

const usage = `
  const ones: Tensor = random.randint([2, 2], { minval: 1, maxval: 2 });
  const sum: Tensor = tensor([[1, 2], [3, 4]]).add(ones);
  const shape: readonly (number | null)[] = sum.shape;
  sum.array().then((values) => console.log(JSON.stringify([shape, values])));`;

beforeAll(async () => {
  await run('npm', ['run', 'build', '--silent'], root);
  const workspaces = packages.flatMap((folder) => ['-w', `packages/${folder}`]);
  await run('npm', ['pack', '--silent', '--pack-destination', consumer, ...workspaces], root);
  write('package.json', '{ "private": true }');
  const tarballs = readdirSync(consumer).filter((file) => file.endsWith('.tgz'));
  expect(tarballs).toHaveLength(packages.length);
  const install = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  // A runner that few need: here alone, so that nobody else has to install it.
  const runner = thorough(['vitest@4.1.12'], []);
  await run('npm', [...install, ...runner, ...tarballs.map((file) => `./${file}`)], consumer);
}, 300_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

describe('published packages', () => {
  it('export the same names to ES modules and to CommonJS, silently', async () => {
    const imports = names.map((name) => `'${name}': await import('${name}')`);
    const requires = names.map((name) => `'${name}': require('${name}')`);
    write('names.mjs', `const modules = { ${imports.join(', ')} };${listExports}`);
    write('names.cjs', `const modules = { ${requires.join(', ')} };${listExports}`);
    const exported = JSON.parse(await node('names.mjs'));
    expect(Object.keys(exported)).toEqual(names);
    expect(exported['@org/core']).toEqual(expect.arrayContaining(['tensor', 'ops', 'grad']));
    expect(JSON.parse(await node('names.cjs'))).toEqual(exported);
  }, 60_000);

  it('explain a table by the command relax', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${20 + ((i * 7) % 31)},${['a', 'b'][i % 2]},${i % 3 === 0 ? 1 : 0}`,
    );
    write('data.csv', ['age,job,y', ...rows].join('\n'));
    const relax = (...args: string[]) => run(join(consumer, 'node_modules/.bin/relax'), args, consumer);
    const args = ['explain', 'data.csv', '--target', 'y', '--method', 'l2c', '--immutable', 'job', '--epochs', '1'];
    expect((await relax(...args, '--out', 'cf.json', '--quiet')).stderr).toBe('');
    const found = JSON.parse(readFileSync(join(consumer, 'cf.json'), 'utf8'));
    expect(found).toHaveLength(30);
    expect(found[3]).toMatchObject({ row: 3, original: { age: 41, job: 'b' }, counterfactual: { job: 'b' } });
    const failure = await relax('explain', 'data.csv', '--target', 'z').catch((error: Error) => error.message);
    expect(failure).toMatch(/relax: --target: the table has no column 'z'/);
    expect(failure).not.toMatch(/\n\s+at /);
  }, 60_000);

  const compilers: readonly (readonly [string, string, string])[] = [
    ['7', 'nodenext', 'node_modules'],
    ['7', 'node16', 'node_modules'],
    ['5.9', 'nodenext', 'tools/node_modules'],
  ];
  it.each(thorough(compilers, compilers.slice(0, 1)))(
    'compile strictly by TypeScript %s under module %s, with the library of its target, and run in both formats',
    async (_version, module, folder) => {
      const star = names.map(
        (name, i) => `import * as all${i} from '${name}';\nexport const keys${i} = Object.keys(all${i});`,
      );
      const source = `import { random, type Tensor, tensor } from '@org/core';\n${star.join('\n')}${usage}\n`;
      write('esm.mts', source);
      write('cjs.cts', source);
      const tsc = join(root, folder, 'typescript/bin/tsc');
      const options = [
        '--strict',
        '--module',
        module,
        '--target',
        'es2022',
        '--typeRoots',
        'none',
        '--outDir',
        `out-${module}`,
      ];
      await node(tsc, ...options, 'esm.mts', 'cjs.cts');
      for (const file of ['esm.mjs', 'cjs.cjs']) {
        const [shape, values] = JSON.parse(await node(`out-${module}/${file}`));
        expect(shape).toEqual([2, 2]);
        expect(values).toEqual([
          [2, 3],
          [4, 5],
        ]);
      }
    },
    120_000,
  );

  it('have one state for import and for require', async () => {
    write(
      'both.mjs',
      `import { createRequire } from 'node:module';
      import * as core from '@org/core';
      import { Dense } from '@org/layers';
      const required = createRequire(import.meta.url);
      const { Sequential, tensor, config } = required('@org/models');
      config.setFloatx('float64');
      const y = await new Sequential([new Dense(1, { kernelInitializer: 'ones' })])(tensor([[1, 2]])).array();
      console.log(JSON.stringify([required('@org/core').Tensor === core.Tensor, core.floatx(), y]));`,
    );
    expect(await node('both.mjs')).toBe('[true,"float64",[[3]]]\n');
  });

  it('are required by CommonJS programs that tsx runs', async () => {
    write(
      'program.cts',
      `const keras = require('@org/models');
      const { tensor } = require('@org/core');
      new keras.Sequential([new keras.layers.Rescaling(2)])(tensor([[1, 2]])).array().then((y: unknown) => console.log(y));`,
    );
    expect(await node(join(root, 'node_modules/tsx/dist/cli.mjs'), 'program.cts')).toBe('[ [ 2, 4 ] ]\n');
  });

  it('say so where two copies are loaded all the same', async () => {
    write(
      'two.mjs',
      `import { createRequire } from 'node:module';
      import { ops } from '@org/core';
      console.warn = (text) => console.log(text.split('.')[0]);
      const { tensor } = createRequire(import.meta.url)('@org/core');
      try { ops.add(tensor([1]), 1); } catch ({ name, message }) { console.log(name, message.split('.js')[0]); }`,
    );
    const [warning, error] = (await node('--no-experimental-require-module', 'two.mjs')).split('\n');
    expect(warning).toMatch(/^Two copies of @org\/core are loaded: \S*\/core\/dist/);
    expect(error).toMatch(/^TypeError Two copies of @org\/core are loaded: \S*\/core\/dist/);
  });

  const runners: [string, string, string[]][] = [
    ['jest', 'require', [join(root, 'node_modules/jest/bin/jest.js'), '--rootDir=.', '--config={}', 'runner.test.cjs']],
    ['vitest', 'import', ['node_modules/vitest/vitest.mjs', 'run', '--globals', '--pool=vmThreads', 'runner.test.mjs']],
  ];
  it.each(thorough(runners, runners.slice(0, 1)))(
    'work in the realm of %s, without settings',
    async (_runner, form, args) => {
      const names = '{ Input, layers, models, ops, random, Sequential, tensor }';
      const extension = form === 'require' ? 'cjs' : 'mjs';
      write(
        `runner.test.${extension}`,
        `${form === 'require' ? `const ${names} = require('@org/models');` : `import ${names} from '@org/models';`}
        test('computes', async () => {
          const y = ops.ones([300, 300]).matmul(tensor(new Float32Array(300).fill(2), [300, 1]));
          expect(await y.data()).toEqual(new Float32Array(300).fill(600));
        });
        test('trains, saves and loads', async () => {
          const model = new Sequential([Input([4]), new layers.Dense(3)]);
          model.compile({ optimizer: 'adam', loss: 'mse' });
          const x = random.normal([64, 4]);
          const { history } = await model.fit(x, ops.zeros([64, 3]), { verbose: 0 });
          expect(history.loss).toHaveLength(1);
          await model.save('runner-${extension}.keras', { overwrite: true });
          const loaded = await models.loadModel('runner-${extension}.keras');
          const outputs = await Promise.all([model, loaded].map((each) => each.predict(x, { verbose: 0 })));
          expect(await outputs[0].data()).toEqual(await outputs[1].data());
        });`,
      );
      const { stdout, stderr } = await run(process.execPath, args, consumer);
      expect(stdout + stderr).toMatch(/Tests.*2 passed/);
    },
    120_000,
  );

  it('stop in a worker when its messages say so', async () => {
    write(
      'worker.mjs',
      `import { isMainThread, parentPort, Worker } from 'node:worker_threads';
      import { Input, layers, ops, Sequential } from '@org/models';
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url));
        worker.once('message', () => worker.postMessage('stop'));
        worker.once('exit', (code) => console.log('ended', code));
      } else {
        const model = new Sequential([Input([8]), new layers.Dense(64), new layers.Dense(1)]);
        model.compile({ optimizer: 'adam', loss: 'mse' });
        parentPort.once('message', () => { model.stopTraining = true; });
        parentPort.postMessage('training');
        await model.fit(ops.ones([1024, 8]), ops.ones([1024, 1]), { epochs: 1e6, verbose: 0 });
      }`,
    );
    expect(await node('worker.mjs')).toBe('ended 0\n');
  }, 60_000);

  it('carry no tests, sources or intermediate files', () => {
    const files = packages.flatMap((folder) =>
      readdirSync(join(consumer, 'node_modules/@org', folder), { recursive: true }).map(String),
    );
    expect(files.filter((file) => /\.test\.|^src\b|dist\/lib|tsbuildinfo/.test(file))).toEqual([]);
  });

  it('train in a worker, where the program goes on meanwhile, and end with it', async () => {
    const program = `
      const x = random.normal(random.PRNGKey(0), [2048, 784]);
      const y = ops.cast(x.sum(1).greater(0), 'int32');
      const model = new Sequential([Input([784]), new layers.Dense(2048, { activation: 'relu' }), new layers.Dense(2, { activation: 'softmax' })]);
      model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
      await model.fit(x, y, { batchSize: 1024, verbose: 0 });
      let [ticks, worked, longest] = [0, ownWork(), 0];
      const timer = setInterval(() => {
        ticks++;
        const now = ownWork();
        [worked, longest] = [now, Math.max(longest, now - worked)];
      }, 5);
      const start = performance.now();
      const { history } = await model.fit(x, y, { epochs: 10, batchSize: 1024, verbose: 0 });
      clearInterval(timer);
      console.log(JSON.stringify({ share: (ticks * 5) / (performance.now() - start), loss: history.loss.at(-1), longest }));
      // Milliseconds that the processor has worked for this thread, as Linux counts them: other programs make the clock go on as well.
      function ownWork() {
        const fs = process.getBuiltinModule('node:fs');
        if (process.platform !== 'linux') return 0;
        return Number(fs.readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ')[0]) / 1e6;
      }`;
    const names = '{ Input, layers, ops, random, Sequential, setRunner }';
    write('worker.mjs', `import ${names} from '@org/models';\nsetRunner('worker');${program}`);
    write('worker.cjs', `const ${names} = require('@org/models');\nsetRunner('worker');(async () => {${program}})();`);
    write('main.mjs', `import ${names} from '@org/models';${program}`);
    const [esm, cjs, main] = [await node('worker.mjs'), await node('worker.cjs'), await node('main.mjs')].map((text) =>
      JSON.parse(text),
    );
    for (const { share, loss, longest } of [esm, cjs]) {
      // Of the ticks that a program has that does nothing else; on the main thread there is one between two steps, which take long.
      expect(share).toBeGreaterThan(3 * main.share);
      expect(longest).toBeLessThan(20);
      expect(loss).toBeLessThan(0.2);
    }
  }, 60_000);

  it('run calls for one core side by side, to the same bits, and end', async () => {
    const program = `
      const threads = process.getBuiltinModule('node:worker_threads');
      let made = 0;
      const { Worker } = threads;
      threads.Worker = class extends Worker { constructor(...args) { super(...args); made++; } };
      const w = random.normal(random.PRNGKey(1), [64, 64]).div(8);
      const turn = jit((x) => ops.foriLoop(0, 20, (_, x) => ops.tanh(x.matmul(w)), x), { perCore: true });
      const xs = await Promise.all([1, 2, 3, 4].map(async (seed) => tensor(await random.normal(random.PRNGKey(seed), [1000, 64]).data(), [1000, 64])));
      const atOnce = await Promise.all(xs.map((x) => turn(x).data()));
      let differing = 0;
      for (const [i, x] of xs.entries()) (await turn(x).data()).forEach((value, k) => { differing += value !== atOnce[i][k]; });
      console.log(JSON.stringify({ made, differing, values: atOnce.flatMap((each) => [...each]).length }));`;
    const names = '{ jit, ops, random, tensor }';
    write('beside.mjs', `import ${names} from '@org/core';${program}`);
    write('beside.cjs', `const ${names} = require('@org/core');(async () => {${program}})();`);
    for (const file of ['beside.mjs', 'beside.cjs']) {
      const made = Math.min(availableParallelism(), 4) - 1;
      expect(JSON.parse(await node(file))).toEqual({ made, differing: 0, values: 256_000 });
    }
  }, 60_000);

  it('end in the midst of such calls as they say', () => {
    const program = `
      import { jit, ops } from '@org/core';
      const w = ops.ones([512, 512]).mul(0.01);
      const f = jit((x) => { for (let i = 0; i < 60; i++) x = ops.tanh(x.matmul(w)); return x; }, { perCore: true });
      const all = () => Promise.all([1, 2, 3, 4].map((i) => f(w.add(i)).data()));
      await all();
      void all();
      setTimeout(END, 20);`;
    const codeOf = (end: string) => {
      write('ending.mjs', program.replace('END', `() => { ${end} }`));
      const { status, stderr } = spawnSync(process.execPath, ['ending.mjs'], { cwd: consumer, encoding: 'utf8' });
      return [status, /terminate called|Napi/.test(stderr)];
    };
    expect(codeOf('process.exit(3)')).toEqual([3, false]);
    expect(codeOf("throw new Error('here')")).toEqual([1, false]);
  }, 60_000);

  it('leave out of a page what it does not use', async () => {
    write(
      'page.mjs',
      `import { Dense, Input } from '@org/layers';
      import { Sequential } from '@org/models';
      const model = new Sequential([Input([2]), new Dense(3, { activation: 'relu', kernelRegularizer: 'l2' })]);
      const predicted = await model.predict([[1, 2]], { verbose: 0 });
      console.log(JSON.stringify(predicted.shape));`,
    );
    const metafile = await bundle('page.mjs');
    // What the page loads at once: its own file and those that it imports statically.
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { kind, path } of metafile.outputs[file]!.imports)
        if (kind === 'import-statement' && path in metafile.outputs) load(path);
    };
    load('page/page.mjs');
    const text = [...loaded].map((file) => readFileSync(join(consumer, file), 'utf8')).join('\n');
    const registered = (kind: string) =>
      [...text.matchAll(new RegExp(`${kind}\\((?:this|\\w+), "(\\w+)"\\)`, 'g'))].map(([, name]) => name).sort();
    expect(registered('kerasLayer')).toEqual(expect.arrayContaining(['Dense', 'InputLayer']));
    expect(registered('kerasLayer').length).toBeLessThan(6);
    expect(registered('kerasOptimizer')).toEqual([]);
    expect(text).not.toMatch(/h5wasm|class (LSTM|GRU|RNN)/i);
    const files = [...loaded].flatMap((file) =>
      Object.entries(metafile.outputs[file]!.inputs).flatMap(([name, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [name.replace(/^.*node_modules\//, '')] : [],
      ),
    );
    const classesIn = (folder: string) =>
      files.flatMap((file) => new RegExp(`^@org/models/dist/${folder}/(.*)\\.js$`).exec(file)?.[1] ?? []).sort();
    expect(classesIn('saving')).toEqual([]);
    expect(classesIn('metrics')).toEqual([
      'compensated-sum',
      'identifiers',
      'mean',
      'mean-metric-wrapper',
      'metric',
      'reduction',
    ]);
    expect(classesIn('losses')).toEqual(['identifiers', 'loss', 'loss-function', 'loss-function-wrapper', 'reduction']);
    expect(
      files.filter((file) => /fflate|h5wasm|optimizers\/(optimizer|adam|sgd|rmsprop|loss-scale)\./.test(file)),
    ).toEqual([]);
    expect(await node('page/page.mjs')).toBe('[1,3]\n');
  }, 60_000);

  it('find in a bundle what names and files lead to', async () => {
    write(
      'train.mjs',
      `import { Dense, Input } from '@org/layers';
      import { Sequential } from '@org/models';
      const model = new Sequential([Input([2]), new Dense(3, { kernelRegularizer: 'l2' })]);
      model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['acc', 'mae'] });
      const { history } = await model.fit([[1, 2]], [[1, 0, 0]], { verbose: 0 });
      await model.save('bundled.keras');
      let error = null;
      try { model.compile({ optimizer: 'adamant' }); } catch ({ name }) { error = name; }
      console.log(JSON.stringify([Object.keys(history).sort(), model.optimizer.name, error]));`,
    );
    write(
      'load.mjs',
      `import { models } from '@org/models';
      const model = await models.loadModel('bundled.keras');
      const copy = models.modelFromJson(model.toJson());
      console.log(JSON.stringify([model.optimizer.name, (await copy.predict([[1, 2]], { verbose: 0 })).shape]));`,
    );
    await bundle('train.mjs');
    expect(await node('page/train.mjs')).toBe('[["acc","loss","mae"],"adam","ValueError"]\n');
    await bundle('load.mjs');
    expect(await node('page/load.mjs')).toBe('["adam",[1,3]]\n');
  }, 60_000);

  // The last one, since it changes what is installed.
  it('keep the names of classes when programs are minified', async () => {
    write(
      'save.mjs',
      `import * as keras from '@org/models';
      const { layers, losses, metrics, optimizers } = keras;
      const x = keras.Input([4]);
      const model = new keras.Model(x, new layers.Dense(1, { kernelRegularizer: 'l2' })(new layers.Dropout(0.5)(x)));
      const schedule = new optimizers.schedules.ExponentialDecay(0.1, 10, 0.5);
      model.compile({ optimizer: new optimizers.AdamW(schedule), loss: new losses.Huber(), metrics: [new metrics.R2Score()] });
      await model.fit([[1, 2, 3, 4]], [[1]], { verbose: 0 });
      await model.save('model.keras', { overwrite: true });
      console.log(JSON.stringify(keras.saving.serializeKerasObject(await keras.saving.loadModel('model.keras'))));`,
    );
    const before = await node('save.mjs');
    for (const name of packages) {
      const folder = join(consumer, 'node_modules/@org', name, 'dist');
      const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
      for (const file of modules.map((each) => join(folder, each))) {
        writeFileSync(
          file,
          minifySync(readFileSync(file, 'utf8'), { module: true, compress: true, mangle: true }).code,
        );
      }
    }
    const dropout = join(consumer, 'node_modules/@org/layers/dist/regularization/dropout.js');
    expect(readFileSync(dropout, 'utf8')).not.toContain('class Dropout');
    expect(await node('save.mjs')).toBe(before);
  }, 60_000);
});
