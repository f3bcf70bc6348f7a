import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const modules = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

// Modules of this package import each other in circles; none may need another to be loaded before it.
test.each(modules)('%s can be loaded first', (file) => {
  jest.isolateModules(() => {
    require(join(__dirname, file));
  });
});
