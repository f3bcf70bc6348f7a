import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { documentedSizes, PAGES, sizeByEsbuild } from '../tools/src/sizes.js';

/** What a page may grow by before somebody has to look at it, and run `npm run sizes`. */
const TOLERANCE = 1.03;
const documented = documentedSizes(readFileSync(join(resolve(__dirname, '..'), 'docs/sizes.md'), 'utf8'));

// They are those of the packages as built: `npm run build` comes first.
test.each(PAGES.map((page) => [page.name, page] as const))('%s: as small as docs/sizes.md says', async (name, page) => {
  expect(await sizeByEsbuild(page)).toBeLessThan(documented.get(name)! * TOLERANCE);
});
