import { readFileSync } from 'node:fs';
import { formatted, signaturesOf } from './signatures.js';

test.each(['core', 'layers', 'models', 'relax', 'gyoza', 'lfxai'])(
  'the signatures of %s are up to date',
  (packageFolder) => {
    // `npm run signatures` writes them.
    for (const [path, text] of signaturesOf(packageFolder))
      expect(readFileSync(path, 'utf8')).toBe(formatted(path, text));
  },
);
