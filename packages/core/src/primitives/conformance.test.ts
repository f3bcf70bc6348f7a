// Alone: other tests define primitives.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isThorough, sampled, thorough } from '@org/testing';
import { type DeviceReport, devices } from '../backend/devices.js';
import { isFloat } from '../dtype.js';
import { emit, primitives } from '../op.js';
import { toNumbers } from '../tensor/host-array.js';
import { placeholder } from '../tensor/tensor.js';
import { type Batched, casesOf, checkBackend, checkBatch, checkGradients, checkJit } from '../testing/conformance.js';

for (const file of readdirSync(__dirname, { recursive: true }).map(String)) {
  if (file.endsWith('.ts') && !file.endsWith('.test.ts')) require(join(__dirname, file));
}

/** The devices that must agree; the environment may name another one. */
const { KERAS_DEVICE } = process.env;
const backends = KERAS_DEVICE
  ? [KERAS_DEVICE]
  : thorough(['cpu', 'wasm', 'javascript', 'webgpu'], ['cpu', 'javascript']);

/** Not every machine has a GPU, or what stands for one. */
const missing = new Set<string>();
beforeAll(async () => {
  if (KERAS_DEVICE || !backends.includes('webgpu')) return;
  const [{ available, reason }] = (await devices(['webgpu'])) as [DeviceReport];
  if (available) return;
  missing.add('webgpu');
  console.warn(`Nothing is tried on 'webgpu', which is missing: ${reason}.`);
});
const ifThere = (place: string, check: () => Promise<void>): Promise<void> | undefined =>
  missing.has(place) ? undefined : check();

/** Of each number of batched inputs a few. */
const someBatched = (all: readonly Batched[]) => sampled(all, 5, (batched) => batched.filter(Boolean).length);

/** Why a primitive has no gradient although it computes with floating numbers. */
const WITHOUT_GRADIENT: Readonly<Record<string, string>> = {
  loop: 'it runs an unknown number of times',
  custom_gradient: 'it has the one that it is given',
};

describe.each([...primitives().values()])('$name', (primitive) => {
  const cases = casesOf(primitive);

  test('has samples', () => {
    expect(cases.length).toBeGreaterThan(0);
  });
  if (cases.length === 0) return;

  // Each sample in its own types, and each type once, tell what daily work needs to know.
  const own = new Set(cases.map(({ name }) => name));
  const typed = sampled(casesOf(primitive, true), 5, ({ name, inputs }) => (own.has(name) ? name : inputs[0]?.dtype));

  describe.each(backends)('on %s', (place) => {
    test.each(typed)('the backend equals the evaluation: $name', (c) => ifThere(place, () => checkBackend(c, place)));
    test.each(sampled(cases, 3))('jit equals eager: $name', (c) => ifThere(place, () => checkJit(c, place)));

    // A rule makes graphs of primitives, which JavaScript shows to be right; how they run is much the same for all samples.
    const batched = isThorough || place === 'javascript' ? cases : cases.slice(0, 1);
    test.each(batched)('batch equals a loop: $name', async (c) => {
      // From the third size on sessions have open sizes.
      const sizes = isThorough || (place === 'cpu' && c === cases[0]) ? [2, 3, 4, 5] : [3];
      for (const size of sizes) await ifThere(place, () => checkBatch(c, size, place, someBatched));
    });
  });

  const continuous = cases.filter(
    (c) =>
      c.inputs.some(({ dtype }) => isFloat(dtype)) &&
      c.inputs.every((input) => Array.from(toNumbers(input)).every(Number.isFinite)) &&
      emit(primitive, c.inputs.map(placeholder), c.sample.attributes ?? {}).some(({ dtype }) => isFloat(dtype)),
  );
  if (continuous.length === 0 || primitive.name in WITHOUT_GRADIENT) return;
  test.each(continuous)('gradient equals differences: $name', (c) => checkGradients(c, 1));
  test.each(sampled(continuous, 3))('second gradient equals differences: $name', (c) => checkGradients(c, 2));
});
