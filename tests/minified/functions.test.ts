import { compiled, ways } from './compiled.js';
import { run } from './functions.js';

const twos = [2, 2];
const expected = {
  init: twos,
  given: twos,
  withState: twos,
  ambiguous: twos,
  declared: twos,
  byKeyword: twos,
  allByKeyword: twos,
  module: twos,
};

it('functions of params, state and inputs are layers', async () => {
  expect(await run()).toEqual(expected);
});

it.each(ways)('and the same when the program is %s', async (_, options) => {
  const { program } = compiled<{ run: typeof run }>('functions.ts', options);
  expect(await program.run()).toEqual(options.minify ? { ...expected, ambiguous: 'declare callParameters' } : expected);
});
