/** The weights of a file against those of a model. */
import type { Shape } from '@org/core';
import { printLine } from '../display/output.js';

/** Shapes of weights, and the objects in an object, by their names. */
export interface Specification {
  [name: string]: Shape | Specification;
}

export interface Comparison {
  status: 'success' | 'error';
  errorCount: number;
  matchCount: number;
}

const isShape = (value: Shape | Specification): value is Shape => Array.isArray(value);
const shown = (shape: Shape): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** Prints each difference, and says how many there are. */
export function compareWeights(file: Specification, model: Specification): Comparison {
  printLine('Running comparison');
  const counts = { errorCount: 0, matchCount: 0 };
  compare(file, model, '', counts);
  printLine('─────────────────────');
  const { errorCount, matchCount } = counts;
  if (errorCount > 0) {
    printLine(
      `Found ${errorCount} error${errorCount === 1 ? '' : 's'}: saved file is not compatible with the reference model`,
    );
  } else {
    printLine('Comparison successful: saved file is compatible with the reference model');
    printLine(`    Found ${matchCount} matching weight${matchCount === 1 ? '' : 's'}`);
  }
  return { status: errorCount === 0 ? 'success' : 'error', ...counts };
}

type Counts = { errorCount: number; matchCount: number };

function compare(file: Specification, model: Specification, path: string, counts: Counts): void {
  for (const name of new Set([...Object.keys(model), ...Object.keys(file)])) {
    const at = `${path}/${name}`;
    const [inFile, inModel] = [file, model].map((each) => (Object.hasOwn(each, name) ? each[name] : undefined));
    if (inFile === undefined || inModel === undefined) {
      counts.errorCount += 1;
      tellMissing(
        at,
        (inFile ?? inModel)!,
        inFile === undefined ? ['reference model', 'saved file'] : ['saved file', 'reference model'],
      );
    } else if (!isShape(inFile) && !isShape(inModel)) {
      compare(inFile, inModel, at, counts);
    } else if (isShape(inFile) && isShape(inModel) && shown(inFile) === shown(inModel)) {
      counts.matchCount += 1;
    } else {
      counts.errorCount += 1;
      const told = (value: Shape | Specification): string => (isShape(value) ? `shape=${shown(value)}` : 'an object');
      printLine(`...Weight shape mismatch for ${at}`);
      printLine(`    In reference model: ${told(inModel)}`);
      printLine(`    In saved file: ${told(inFile)}`);
    }
  }
}

function tellMissing(path: string, value: Shape | Specification, [present, absent]: [string, string]): void {
  printLine(`...${isShape(value) ? 'Weight' : 'Object'} ${path} present in ${present}, missing from ${absent}`);
  if (!isShape(value))
    printLine(`    In ${present}, ${path} contains the following keys: ${Object.keys(value).join(', ')}`);
}
