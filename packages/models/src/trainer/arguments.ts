/** What the arguments of compile, fit, evaluate, predict and their kin may be: one rule for each name, whoever takes it. */
import { ValueError } from '@org/core';
import { bindOptions, isPlainObject, type Signature } from '@org/core/internal';

interface Rule {
  readonly allows: (value: unknown) => boolean;
  readonly expected: string;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);

const isWhole = (value: unknown, least: number): boolean =>
  isNumber(value) && Number.isSafeInteger(value) && value >= least;

const areWeights = (value: unknown): boolean =>
  isNumber(value) ||
  value === null ||
  ((Array.isArray(value) || isPlainObject(value)) && Object.values(value).every(areWeights));

const positive: Rule = { allows: (value) => isWhole(value, 1), expected: 'a whole number from 1 on, or null' };
const count: Rule = { allows: (value) => isWhole(value, 0), expected: 'a whole number from 0 on' };
const flag: Rule = { allows: (value) => typeof value === 'boolean', expected: 'true or false' };

/** What is null or left out has its default, and is right for every name. */
const RULES: Readonly<Record<string, Rule>> = {
  batchSize: positive,
  validationBatchSize: positive,
  epochs: count,
  initialEpoch: count,
  stepsPerEpoch: positive,
  validationSteps: positive,
  steps: positive,
  verbose: {
    allows: (value) => value === 'auto' || typeof value === 'boolean' || isWhole(value, 0),
    expected: "'auto', 0, 1 or 2",
  },
  validationSplit: {
    allows: (value) => isNumber(value) && value >= 0 && value < 1,
    expected: 'a fraction from 0 on and below 1',
  },
  validationFreq: {
    allows: (value) => isWhole(value, 1) || (Array.isArray(value) && value.every((epoch) => isWhole(epoch, 1))),
    expected: 'a whole number from 1 on, or a list of the epochs after which to validate',
  },
  validationData: {
    allows: (value) => typeof value === 'object' || typeof value === 'function',
    expected: '[x, y], [x, y, sampleWeight], or a data set',
  },
  shuffle: { allows: (value) => typeof value === 'boolean' || value === 'batch', expected: "true, false or 'batch'" },
  classWeight: {
    allows: (value) =>
      (Array.isArray(value) || isPlainObject(value)) &&
      Object.entries(value).every(([label, weight]) => isWhole(Number(label), 0) && isNumber(weight)),
    expected: 'an object of class numbers and their weights, such as { 0: 1, 1: 2.5 }',
  },
  returnDict: flag,
  lossWeights: { allows: areWeights, expected: 'a number, or a list or an object of numbers, one for each loss' },
  runEagerly: flag,
  autoScaleLoss: flag,
  jitCompile: { allows: (value) => typeof value === 'boolean' || value === 'auto', expected: "true, false or 'auto'" },
  stepsPerExecution: {
    allows: (value) => value === 'auto' || isWhole(value, 1),
    expected: "a whole number from 1 on, or 'auto'",
  },
};

/**
 * The arguments of a method by name.
 *
 * @throws TypeError for unknown names and missing arguments, ValueError for values that are not allowed
 */
export function bindChecked<Options extends object>(signature: Signature<Options>, args: readonly unknown[]): Options {
  const options = bindOptions(signature, args);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (!rule || value === null || value === undefined || rule.allows(value)) continue;
    throw new ValueError(`${signature.callee}() cannot take this ${name}.`, {
      expected: rule.expected,
      received: shown(value),
    });
  }
  return options;
}

const LONGEST = 200;

/** A value as it is written in a program. */
function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return `'${value.slice(0, LONGEST)}'`;
  if (typeof value === 'function') return `the function or class ${value.name}`;
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value).slice(0, LONGEST);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
