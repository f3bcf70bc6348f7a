import { compiled, ways } from './compiled.js';
import { run } from './custom-objects.js';

const copied = [true, 5];

const expected = {
  ByPosition: copied,
  Declared: copied,
  // The name is set afterwards.
  DeclaredAlone: copied,
  DeclaredOptions: copied,
  Pattern: copied,
  WholeObject: copied,
  TakenApart: copied,
  WithoutDefault: copied,
  WithConfig: copied,
  Fields: copied,
  names: ['registered_model', 'registered', 'registered', 'registered'],
  paths: ['registered_model/registered/dense/kernel', 'registered_model/registered/dense/bias'],
  file: ['Registered', 'user>Registered'],
};

/** A position without declaration has lost its name: then it is an error, never a default. */
const withoutNames = {
  ...expected,
  ByPosition: 'declare static parameters',
  WithConfig: 'declare static parameters',
};

it('copies of user classes have the arguments that they were made with', async () => {
  expect(await run()).toEqual(expected);
});

it.each(ways)('and the same when the program is %s', async (_, options) => {
  const { program } = compiled<{ run: typeof run }>('custom-objects.ts', options);
  expect(await program.run()).toEqual(options.minify ? withoutNames : expected);
});
