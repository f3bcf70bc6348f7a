/** `npm run docs` */
// First, since primitives that refer to each other load in the order of the public entry.
import '../index.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { deviceReference } from './device-reference.js';
import { opReference } from './op-reference.js';

writeFileSync(new URL('../../../../docs/ops.md', import.meta.url), opReference());

const devices = new URL('../../../../docs/devices.md', import.meta.url);
writeFileSync(devices, deviceReference(readFileSync(devices, 'utf8')));
