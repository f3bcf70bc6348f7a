/** `npm run docs` */
import { writeFileSync } from 'node:fs';
import { opReference } from './op-reference.js';

writeFileSync(new URL('../../../../docs/ops.md', import.meta.url), opReference());
