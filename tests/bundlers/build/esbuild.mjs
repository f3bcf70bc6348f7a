import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

await build({
  entryPoints: ['page/program.js'],
  outdir: 'out/esbuild',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  logLevel: 'warning',
});
const runtime = 'ort-wasm-simd-threaded.wasm';
copyFileSync(`node_modules/onnxruntime-web/dist/${runtime}`, `out/esbuild/${runtime}`);
writeFileSync('out/esbuild/index.html', readFileSync('index.html', 'utf8').replace('/page/program.js', '/program.js'));
