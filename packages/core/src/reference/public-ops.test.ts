import { apiFunctions, type Parameter } from '@org/testing';
import { fromPythonName } from '../python/naming.js';
import type { Parameter as Ours } from './parameters.js';
import { foreignOps, type PublicOp, publicOps } from './public-ops.js';

/** Where a signature differs from Keras's, and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  layer_normalization: 'rmsScaling, which Keras takes as one of **kwargs, is a parameter',
  rearrange: 'the lengths of axes, **kwargs in Keras, are one object',
  meshgrid: 'indexing stands in the object after any number of tensors, which the table holds as one list',
};

/** What tuples and other literals without a JSON notation are in the golden. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.values(value)[0];
}

/** Keras's parameters as ours are described; legacy **kwargs are left out. */
const kerasParameters = (sig: readonly Parameter[]) =>
  sig.flatMap((parameter): Ours[] => {
    if (parameter === '*') return [{ name: '', keywords: [] }];
    if (typeof parameter !== 'string') return [{ name: fromPythonName(parameter[0]), default: plain(parameter[1]) }];
    if (parameter.startsWith('**')) return [];
    return [parameter.startsWith('*') ? { name: parameter.slice(1), rest: true } : { name: fromPythonName(parameter) }];
  });

/** Names matter where parameters can be given by name; elsewhere their number and defaults do. */
function comparable({ parameters, byName }: Pick<PublicOp, 'parameters' | 'byName'>): unknown {
  if (byName) return parameters;
  return parameters.flatMap(({ keywords, ...parameter }) =>
    keywords ? keywords.map((keyword) => keyword.default) : [parameter.rest ? 'rest' : parameter.default],
  );
}

const signatures = { ...apiFunctions('keras.ops'), ...apiFunctions('keras.ops.image') };
const differs = (op: PublicOp): boolean => {
  const expected = comparable({ parameters: kerasParameters(signatures[op.name]!), byName: op.byName });
  return JSON.stringify(comparable(op)) !== JSON.stringify(expected);
};

describe('keras.ops', () => {
  it.each(publicOps().filter(({ name }) => !(name in DIFFERENCES)))("$name has Keras's parameters", (op) => {
    const parameters = kerasParameters(signatures[op.name]!);
    expect(comparable(op)).toEqual(comparable({ parameters, byName: op.byName }));
  });

  it('differs only where it is said', () => {
    expect(
      publicOps()
        .filter(differs)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(DIFFERENCES).sort());
  });

  it('exports nothing else', () => {
    expect(foreignOps()).toEqual([]);
  });
});
