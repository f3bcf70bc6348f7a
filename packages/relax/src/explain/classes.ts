/** Classes by the names that a table has for them. */
import { ValueError } from '@org/core';
import type { DataModule } from '../data/module/index.js';
import type { DesiredOutcome } from '../methods/base/index.js';

/** A class, by its number or, where labels are names, by its name; the same for all rows or one for each. */
export type NamedClass = number | string | readonly (number | string)[];

/** The names of classes in the order of their numbers; null where labels are numbers. */
export function classNames({ label }: DataModule): readonly string[] | null {
  const { transformer } = label.features[0]!.transformation;
  return (transformer?.toDict().categories_ ?? null) as readonly string[] | null;
}

/**
 * Classes by their numbers.
 *
 * @throws ValueError for a name that labels do not have
 */
export function classNumbers(data: DataModule, wanted: NamedClass | null): DesiredOutcome['desiredClass'] {
  const numberOf = (each: number | string): number => {
    if (typeof each !== 'string') return each;
    const names = classNames(data);
    const found = names?.indexOf(each) ?? -1;
    if (found >= 0) return found;
    throw new ValueError('There is no such desired class.', {
      expected: names ? names.slice(0, 20).join(', ') : 'a number, since labels are numbers',
      received: JSON.stringify(each),
    });
  };
  return Array.isArray(wanted)
    ? wanted.map(numberOf)
    : typeof wanted === 'string'
      ? numberOf(wanted)
      : (wanted as number | null);
}
