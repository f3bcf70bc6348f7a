import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFloat } from '../dtype.js';
import { toNumbers } from '../host-array.js';
import { emit, primitives } from '../op.js';
import { placeholder } from '../tensor.js';
import { casesOf, checkBackend, checkBatch, checkGradients, checkJit } from '../testing/conformance.js';

for (const file of readdirSync(__dirname)) {
  if (file.endsWith('.ts') && !file.endsWith('.test.ts')) require(join(__dirname, file));
}

/** Why a primitive goes without a check. Anything that is not listed here is checked. */
const EXEMPT: Readonly<Record<string, Partial<Record<'samples' | 'gradient' | 'batch', string>>>> = {
  call: { samples: 'its body is a graph; tested with compiled functions' },
  loop: { samples: 'its body is a graph; tested with control flow' },
  custom_gradient: { samples: 'its rule is a function; tested with custom gradients' },
};

describe.each([...primitives().values()])('$name', (primitive) => {
  const exempt = EXEMPT[primitive.name] ?? {};
  const cases = casesOf(primitive);

  test('has samples', () => {
    expect(cases.length > 0).toBe(!exempt.samples);
  });
  if (cases.length === 0) return;

  test.each(casesOf(primitive, true))('backend equals JavaScript: $name', checkBackend);
  test.each(cases)('jit equals eager: $name', checkJit);

  test('states whether it can be batched', () => {
    expect(primitive.batch === undefined).toBe(exempt.batch !== undefined);
  });
  if (primitive.batch)
    test.each(cases)('batch equals a loop: $name', async (c) => {
      await checkBatch(c, 2);
      await checkBatch(c, 3);
    });

  const continuous = cases.filter(
    (c) =>
      c.inputs.some(({ dtype }) => isFloat(dtype)) &&
      c.inputs.every((input) => Array.from(toNumbers(input)).every(Number.isFinite)) &&
      emit(primitive, c.inputs.map(placeholder), c.sample.attributes ?? {}).some(({ dtype }) => isFloat(dtype)),
  );
  if (continuous.length === 0) return;
  test('states whether it has a gradient', () => {
    expect(primitive.vjp === undefined).toBe(exempt.gradient !== undefined);
  });
  if (!primitive.vjp) return;
  test.each(continuous)('gradient equals differences: $name', (c) => checkGradients(c, 1));
  test.each(continuous)('second gradient equals differences: $name', (c) => checkGradients(c, 2));
});
