/** What a person can do, and what follows from it: checked when it is said. */
import { ValueError } from '@org/core';
import { nearest } from '@org/core/python';
import { z } from 'zod';
import type { FeaturesList } from '../data/index.js';
import { explainIssue } from '../utils/expectation.js';
import { unknownName } from '../utils/nearest.js';

const category = z.union([z.string(), z.number(), z.boolean()]);

const featureConstraint = z.strictObject({
  immutable: z.boolean().optional().describe('Whether it stays as it is.'),
  direction: z.enum(['increase', 'decrease']).optional().describe('The only way in which it may change.'),
  range: z.tuple([z.number(), z.number()]).optional().describe('Where its number is to lie, in the units of the data.'),
  allowed: z.array(category).min(1).optional().describe('The categories that it may have.'),
  order: z.array(category).min(1).optional().describe('Its categories from the lowest to the highest.'),
  tolerance: z.number().min(0).optional().describe('Changes up to this do not count: the number stays.'),
});

const schema = z.strictObject({
  features: z.record(z.string(), featureConstraint).default({}).describe('What holds for single features, by name.'),
  causal: z
    .array(
      z.strictObject({
        cause: z.string().describe('The feature that leads to a change of the other.'),
        effect: z.string().describe('The number that changes with it.'),
        atLeast: z.number().min(0).default(0).describe('By how much it grows at least when the cause does.'),
      }),
    )
    .default([])
    .describe('What cannot grow without something else: a degree takes years.'),
  featuresToVary: z.array(z.string()).min(1).nullable().default(null).describe('The only features that may change.'),
  maxChanges: z.int().positive().nullable().default(null).describe('How many features may change.'),
});

/** The keys that there may be. */
function keysAt([first]: readonly PropertyKey[]): readonly string[] {
  if (first === 'features') return Object.keys(featureConstraint.shape);
  return first === 'causal' ? ['cause', 'effect', 'atLeast'] : Object.keys(schema.shape);
}

/** What holds for a single feature. */
export type FeatureConstraint = z.infer<typeof featureConstraint>;
export type ConstraintsInput = z.input<typeof schema>;

/**
 * What may change in counterfactuals, beyond what the data says.
 *
 * @throws ValueError for unknown keys and values of other types
 * @example
 * const constraints = new Constraints({
 *   features: { age: { direction: 'increase', range: [18, 70] }, education: { order: ['school', 'degree'] } },
 *   causal: [{ cause: 'education', effect: 'age', atLeast: 3 }],
 *   featuresToVary: ['age', 'education', 'hours'],
 *   maxChanges: 2,
 * });
 */
export class Constraints {
  readonly features: Readonly<Record<string, FeatureConstraint>>;
  readonly causal: readonly { readonly cause: string; readonly effect: string; readonly atLeast: number }[];
  readonly featuresToVary: readonly string[] | null;
  readonly maxChanges: number | null;

  constructor(input: ConstraintsInput = {}) {
    const result = schema.safeParse(input);
    if (!result.success) {
      throw new ValueError(...explainIssue('Constraints', result.error.issues[0]!, input, keysAt));
    }
    const { features, causal, featuresToVary, maxChanges } = result.data;
    for (const [name, { range }] of Object.entries(features)) {
      if (range && !(range[0] <= range[1])) {
        throw new ValueError(`Constraints: the range of '${name}' goes from its lower to its upper bound.`, {
          received: JSON.stringify(range),
        });
      }
    }
    this.features = features;
    this.causal = causal;
    this.featuresToVary = featuresToVary;
    this.maxChanges = maxChanges;
  }

  /** The JSON schema of what the constructor takes. */
  static jsonSchema(): Record<string, unknown> {
    return z.toJSONSchema(schema, { io: 'input' });
  }

  /** Whether all of it can be said of these features. @throws ValueError that names the feature */
  assertFits(features: FeaturesList): void {
    const names = features.features.map(({ name }) => name);
    const mentioned = [
      ...Object.keys(this.features),
      ...this.causal.flatMap(({ cause, effect }) => [cause, effect]),
      ...(this.featuresToVary ?? []),
    ];
    for (const name of mentioned) {
      if (names.includes(name)) continue;
      throw new ValueError(...unknownName('Constraints: the data', name, names));
    }
    const isFixed = (name: string) => features.get(name).isImmutable || this.features[name]?.immutable;
    const fixed = this.featuresToVary?.find(isFixed);
    if (fixed !== undefined) {
      throw new ValueError(`Constraints: '${fixed}' is to vary, and is immutable.`, {
        expected: `some of ${names.filter((name) => !isFixed(name)).join(', ')}`,
      });
    }
    for (const [name, constraint] of Object.entries(this.features)) {
      assertKind(name, constraint, features.get(name));
    }
    for (const { effect } of this.causal) {
      if (!features.get(effect).isCategorical) continue;
      throw new ValueError(`Constraints: the effect '${effect}' of a cause is a number.`, { received: 'categories' });
    }
  }
}

/** The categories of a feature; null for numbers. */
export function categoriesOf(feature: { readonly transformation: unknown }): readonly unknown[] | null {
  const { transformer } = feature.transformation as {
    transformer?: { categories_?: readonly unknown[] | null } | null;
  };
  return transformer?.categories_ ?? null;
}

function assertKind(
  name: string,
  { range, allowed, order, direction, tolerance }: FeatureConstraint,
  feature: { readonly isCategorical: boolean; readonly transformation: unknown },
): void {
  const refuse = (what: string, expected: string, hint: { hint?: string } = {}): never => {
    throw new ValueError(`Constraints: ${what} of '${name}' can't be.`, { expected, ...hint });
  };
  if (!feature.isCategorical) {
    if (allowed) refuse("'allowed'", 'a range: its values are numbers');
    if (order) refuse("'order'", 'nothing: numbers have their own order');
    return;
  }
  const categories = categoriesOf(feature) ?? [];
  if (range) refuse("'range'", 'allowed: its values are categories');
  if (tolerance !== undefined) refuse("'tolerance'", 'nothing: its values are categories');
  if (direction && !order) refuse("'direction'", "an 'order' of its categories beside it");
  for (const value of [...(allowed ?? []), ...(order ?? [])]) {
    if (categories.includes(value)) continue;
    const meant = nearest(String(value), categories.map(String));
    refuse(
      `the category '${value}'`,
      `one of ${categories.join(', ')}`,
      meant === null ? {} : { hint: `did you mean '${meant}'?` },
    );
  }
  if (order && new Set(order).size !== categories.length)
    refuse("'order'", `all of ${categories.join(', ')}, each once`);
}
