// Packages by name are found in their sources, and TypeScript where an import says '.js'. Jest remembers what a resolver finds
// from one test file to the next; what a moduleNameMapper finds it looks up anew.
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ALIASES = {
  '#ort': 'packages/core/src/backend/ort-node.ts',
  '#ort-gpu': 'packages/core/src/backend/ort-node.ts',
  '#ort-web': 'packages/core/src/backend/load-web-node.ts',
  // h5wasm exports an 'import' condition only.
  h5wasm: 'node_modules/h5wasm/dist/esm/hdf5_hl.js',
  // Their bundles for scripts, one file each.
  'apache-arrow': 'node_modules/apache-arrow/Arrow.es2015.min.js',
  vega: 'node_modules/vega/build/vega.min.js',
  'vega-lite': 'node_modules/vega-lite/build/vega-lite.min.js',
};

module.exports = (request, options) => {
  const alias = ALIASES[request] ?? sourceOf(request);
  if (alias) return join(__dirname, alias);
  if (/^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('node_modules')) {
    const source = resolve(options.basedir, request.replace(/js$/, 'ts'));
    if (existsSync(source)) return source;
  }
  return options.defaultResolver(request, options);
};

/** `@org/core` and `@org/core/internal`. */
function sourceOf(request) {
  const [, folder, entry = 'index'] = /^@org\/([a-z]+)(?:\/([a-z]+))?$/.exec(request) ?? [];
  return folder && `packages/${folder}/src/${entry}.ts`;
}
