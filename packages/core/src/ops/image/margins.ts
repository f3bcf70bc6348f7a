/** What lies between an image and a smaller or larger frame, along one axis. */
import { ValueError } from '../../errors.js';

/** Names as Keras has them, for messages. */
export interface MarginNames {
  readonly before: string;
  readonly after: string;
  readonly target: string;
}

export interface Margins {
  readonly before: number;
  readonly after: number;
  /** The size with the margins added, or taken away. */
  readonly target: number;
}

/**
 * All three of them from any two.
 *
 * @param sign 1 if the margins are added to the image, -1 if they are part of it
 * @throws ValueError unless exactly one is null and none is negative
 */
export function completeMargins(
  op: string,
  size: number,
  sign: 1 | -1,
  names: MarginNames,
  given: { readonly [K in keyof Margins]: number | null },
): Margins {
  const { before, after, target } = given;
  const described = (values: { readonly [K in keyof Margins]: number | null }): string =>
    (['before', 'after', 'target'] as const).map((key) => `${names[key]} ${values[key]}`).join(', ');
  if ([before, after, target].filter((value) => value === null).length !== 1) {
    throw new ValueError(`[${op}]: two of ${names.before}, ${names.after} and ${names.target} must be given.`, {
      received: described(given),
    });
  }
  const margin = target === null ? 0 : sign * (target - size);
  const complete: Margins = {
    before: before ?? margin - after!,
    after: after ?? margin - before!,
    target: target ?? size + sign * (before! + after!),
  };
  if (Math.min(complete.before, complete.after, complete.target) < 0) {
    throw new ValueError(`[${op}]: ${names.before}, ${names.after} and ${names.target} must not be negative.`, {
      received: `${described(complete)} for an image of size ${size}`,
    });
  }
  return complete;
}
