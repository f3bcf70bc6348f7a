/** `npm run docs` */
// First, since primitives that refer to each other load in the order of the public entry.
import '../index.js';
import { writeFileSync } from 'node:fs';
import { opReference } from './op-reference.js';

writeFileSync(new URL('../../../../docs/ops.md', import.meta.url), opReference());
