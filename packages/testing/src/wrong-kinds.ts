/** Values of which at most a few are what a parameter takes, by their names in tests. */
export const wrongKinds: Readonly<Record<string, unknown>> = {
  null: null,
  true: true,
  NaN: Number.NaN,
  'a fraction': 1.5,
  'a negative number': -1,
  'a text': 'int32',
  'an empty dict': {},
  'a dict': { a: 1 },
  'a function': () => 1,
  'a date': new Date(0),
  'a list of texts': ['a'],
  'a list of lists': [[1, 2]],
  'a list of null': [null],
  'a list of dicts': [{}],
  'a list of NaN': [Number.NaN],
  'a list of fractions': [1.5, 2],
};
