import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deviceReference } from './device-reference.js';
import { opReference } from './op-reference.js';

it('docs/ops.md is up to date (npm run docs writes it)', () => {
  const written = readFileSync(join(__dirname, '../../../../docs/ops.md'), 'utf8');
  expect(written).toBe(opReference());
});

it('the tables of docs/devices.md are up to date (npm run docs writes them)', () => {
  const written = readFileSync(join(__dirname, '../../../../docs/devices.md'), 'utf8');
  expect(written).toBe(deviceReference(written));
});
