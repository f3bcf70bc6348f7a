import { readdirSync } from 'node:fs';
import { join } from 'node:path';

// Primitives, graphs and backends import each other in circles; no module may need another to be loaded before it.
const modules = [
  '.',
  'python',
  'tensor',
  'tracing',
  'backend',
  'graph',
  'graph/passes',
  'onnx',
  'primitives',
  'transforms',
].flatMap((folder) =>
  readdirSync(join(__dirname, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file)),
);

test.each(modules)('%s can be loaded first', (file) => {
  jest.isolateModules(() => {
    require(join(__dirname, file));
  });
});
