import type { Tensor } from '@org/core';

/** Batches of inputs that show a concept; of batches that are lists, the first part. */
export type ConceptData = AsyncIterable<Tensor | readonly Tensor[]> | Iterable<Tensor | readonly Tensor[]>;

/**
 * A concept by examples of it.
 *
 * @example
 * const striped = new Concept(0, 'striped', [x]);
 * striped.identifier; // 'striped-0'
 */
export class Concept {
  /** @param dataIter may be gone over several times */
  constructor(
    readonly id: number,
    readonly name: string,
    readonly dataIter: ConceptData | null,
  ) {}

  /** Name and number, as files name it. */
  get identifier(): string {
    return `${this.name.replaceAll('/', '-')}-${this.id}`;
  }

  toString(): string {
    return `Concept(${this.id}, '${this.name}')`;
  }
}
