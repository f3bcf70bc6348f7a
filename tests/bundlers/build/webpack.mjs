import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import webpack from 'webpack';

const compiler = webpack({
  mode: 'production',
  entry: './page/program.js',
  output: { path: resolve('out/webpack'), filename: 'program.js', module: true },
  experiments: { outputModule: true },
  performance: false,
});
await new Promise((done, fail) => {
  compiler.run((error, stats) => {
    if (error || stats.hasErrors()) fail(error ?? new Error(stats.toString('errors-only')));
    else done();
  });
});
writeFileSync('out/webpack/index.html', readFileSync('index.html', 'utf8').replace('/page/program.js', '/program.js'));
