import { ValueError } from '@org/core';
import {
  CategoryEncoding,
  Discretization,
  HashedCrossing,
  Hashing,
  IntegerLookup,
  type Layer,
  StringLookup,
} from '@org/layers';

/**
 * The layer that makes vectors of the whole numbers of a feature.
 *
 * @throws ValueError where they are no whole numbers, or it is not known how many there are
 */
export function oneHotEncoder(name: string, preprocessor: Layer, dtype: string): CategoryEncoding {
  if (!dtype.startsWith('int')) {
    throw new ValueError(
      `Feature '${name}' has \`output_mode='one_hot'\`, and its preprocessor gives no whole numbers.`,
      {
        expected: 'Thus its preprocessor should return an integer dtype.',
        received: `a ${dtype} dtype`,
      },
    );
  }
  const numTokens = cardinality(preprocessor);
  if (numTokens === null) {
    throw new ValueError(
      `Feature '${name}' has \`output_mode='one_hot'\`. However it isn't a standard feature and the dimensionality of its output space is not known.`,
      { hint: "try `output_mode='int'`, with a preprocessor that makes vectors itself." },
    );
  }
  return new CategoryEncoding({ numTokens, outputMode: 'multi_hot' });
}

function cardinality(layer: Layer): number | null {
  if (layer instanceof IntegerLookup || layer instanceof StringLookup) return layer.vocabularySize();
  if (layer instanceof CategoryEncoding) return layer.numTokens;
  if (layer instanceof Discretization) return layer.numBins ?? layer.binBoundaries!.length + 1;
  return layer instanceof HashedCrossing || layer instanceof Hashing ? layer.numBins : null;
}
