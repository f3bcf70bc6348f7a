/** `npm run device-check -- cuda`: what works on a device, in at most eight minutes. */
import { spawnSync } from 'node:child_process';
import { devices } from '@org/core';

const [name = 'webgpu'] = process.argv.slice(2);
const LIMIT = 8 * 60_000;

const [report] = await devices([name]);
console.log(report);
if (!report!.available) process.exit(1);

/** What is run, and the part of the time that it may take. */
const checks: readonly [title: string, share: number, command: readonly string[]][] = [
  [
    'conformance',
    0.5,
    ['jest', 'packages/core/src/primitives/conformance.test.ts', '-t', `on ${name}`, '-w', '1', '--silent'],
  ],
  ['fits', 0.25, ['jest', 'tests/device-fits.test.ts', '-w', '1']],
  ['bench', 0.25, ['tsx', 'bench/src/index.ts', 'mlp', 'cnn', '3']],
];
const failed: string[] = [];
for (const [title, share, command] of checks) {
  console.log(`\n${title}: npx ${command.join(' ')}`);
  const { status } = spawnSync('npx', command, {
    stdio: 'inherit',
    env: { ...process.env, KERAS_DEVICE: name, ...(title === 'fits' && { THOROUGH: '1' }) },
    timeout: share * LIMIT,
  });
  if (status !== 0) failed.push(status === null ? `${title} (out of time)` : title);
}
console.log(failed.length === 0 ? `\n'${name}' passed.` : `\n'${name}' failed: ${failed.join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);
