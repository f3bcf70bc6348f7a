/** `npm run device-check -- cuda`: what works on a device, in at most eight minutes; in an hour where software stands for it. */
import { spawnSync } from 'node:child_process';
import { device, devices, ops, tensor } from '@org/core';

const [name = 'webgpu'] = process.argv.slice(2);
const [report] = await devices([name]);
console.log(report);
if (!report!.available) process.exit(1);

/** Milliseconds of a product of matrices, which is far less on any device than in software that stands for it. */
async function productTime(): Promise<number> {
  const x = tensor(new Float32Array(512 * 512).fill(1), [512, 512]);
  let time = 0;
  // The first one is done without the device, where that is quicker than to prepare it, and the next one prepares it.
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    await device(name, () => ops.matmul(x, x).data());
    time = performance.now() - started;
  }
  return time;
}
const isSoftware = (await productTime()) > 200;
const LIMIT = (isSoftware ? 60 : 8) * 60_000;
const TEST_LIMIT = (isSoftware ? 10 : 1) * 60_000;

/** Without `npx`, which would end alone where the time is up. */
const jest = (...args: string[]): string[] => [
  'node_modules/jest/bin/jest.js',
  ...args,
  ...['-w', '1', `--testTimeout=${TEST_LIMIT}`],
];

interface Check {
  readonly title: string;
  /** The part of the time that it may take, beside what those before it have left. */
  readonly share: number;
  readonly command: readonly string[];
  /** All of it, in place of the daily part. */
  readonly isThorough?: boolean;
  /** Whether it says nothing of software that stands for a device. */
  readonly isOfSpeed?: boolean;
}

const checks: readonly Check[] = [
  {
    title: 'conformance',
    share: 0.35,
    command: jest('packages/core/src/primitives/conformance.test.ts', '-t', `on ${name}`, '--silent'),
  },
  {
    title: 'layers',
    share: 0.35,
    command: jest('packages/layers/src/testing/device-goldens.test.ts', '--silent'),
    isThorough: true,
  },
  { title: 'fits', share: 0.15, command: jest('tests/device-fits.test.ts'), isThorough: true },
  {
    title: 'bench',
    share: 0.15,
    command: ['--import', 'tsx', 'bench/src/index.ts', 'mlp_large', 'cnn', '3'],
    isOfSpeed: true,
  },
];
const failed: string[] = [];
const begun = performance.now();
let until = 0;
for (const { title, share, command, isThorough, isOfSpeed } of checks) {
  if (isOfSpeed && isSoftware) continue;
  console.log(`\n${title}: node ${command.join(' ')}`);
  const started = performance.now();
  until += share * LIMIT;
  const { status } = spawnSync(process.execPath, command, {
    stdio: 'inherit',
    env: { ...process.env, KERAS_DEVICE: name, ...(isThorough && { THOROUGH: '1' }) },
    timeout: Math.ceil(Math.max(1, until - (started - begun))),
  });
  console.log(`${title}: ${Math.round((performance.now() - started) / 1000)} s`);
  if (status !== 0) failed.push(status === null ? `${title} (out of time)` : title);
}
console.log(failed.length === 0 ? `\n'${name}' passed.` : `\n'${name}' failed: ${failed.join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);
