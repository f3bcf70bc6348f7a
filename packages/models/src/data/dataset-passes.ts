/** One pass over what the methods of a Dataset return. */
import { ops, type Tensor, tree, ValueError } from '@org/core';
import { asTensor } from '@org/core/internal';
import type { RandomState } from '@org/core/python';

type Pass<Element> = AsyncGenerator<Element, void, undefined>;

/** What a function gets of an element: its parts, if it is a list. */
export type Parts<Element> = Element extends readonly unknown[] ? Element : [Element];

const partsOf = <Element>(element: Element): Parts<Element> =>
  (Array.isArray(element) ? element : [element]) as Parts<Element>;

export async function* taken<Element>(source: AsyncIterable<Element>, count: number): Pass<Element> {
  if (count === 0) return;
  let met = 0;
  for await (const element of source) {
    yield element;
    if (++met === count) return;
  }
}

export async function* skipped<Element>(source: AsyncIterable<Element>, count: number): Pass<Element> {
  let met = 0;
  for await (const element of source) if (++met > count) yield element;
}

export async function* mapped<Element, Result>(
  source: AsyncIterable<Element>,
  mapFunc: (...parts: Parts<Element>) => Result | Promise<Result>,
): Pass<Result> {
  for await (const element of source) {
    const result = await mapFunc(...partsOf(element));
    if (result === undefined) {
      throw new ValueError('The function of map() returned nothing.', {
        expected: 'the element that takes the place of the given one',
        hint: 'is a `return` missing?',
      });
    }
    yield result;
  }
}

export async function* filtered<Element>(
  source: AsyncIterable<Element>,
  predicate: (...parts: Parts<Element>) => boolean | Promise<boolean>,
): Pass<Element> {
  for await (const element of source) if (await predicate(...partsOf(element))) yield element;
}

export async function* batched<Element>(source: AsyncIterable<Element>, size: number, isWhole: boolean): Pass<Element> {
  let waiting: Element[] = [];
  for await (const element of source) {
    waiting.push(element);
    if (waiting.length < size) continue;
    yield stacked(waiting);
    waiting = [];
  }
  if (waiting.length > 0 && !isWhole) yield stacked(waiting);
}

/** Elements of one structure as one, along a new first axis. */
function stacked<Element>(elements: readonly Element[]): Element {
  const join = (...parts: Tensor[]): Tensor => ops.stack(parts);
  return tree.mapStructure(join, ...(elements as unknown as [tree.Tree<Tensor>])) as Element;
}

export async function* unbatched<Element>(source: AsyncIterable<Element>): Pass<Element> {
  for await (const element of source) {
    const columns = tree.mapStructure(
      (part: Tensor) => asTensor(part),
      element as tree.Tree<Tensor>,
    ) as tree.Tree<Tensor>;
    const size = tree.flatten<Tensor>(columns)[0]?.shape[0] ?? 0;
    for (let i = 0; i < size; i++) yield tree.mapStructure((part: Tensor) => part.at(i), columns) as Element;
  }
}

/** Draws from the next `size` elements. */
export async function* shuffled<Element>(
  source: AsyncIterable<Element>,
  size: number,
  state: RandomState,
): Pass<Element> {
  const buffer: Element[] = [];
  const draw = (): number => state.integers(buffer.length, 1)[0]!;
  for await (const element of source) {
    if (buffer.length < size) {
      buffer.push(element);
      continue;
    }
    const at = draw();
    yield buffer[at]!;
    buffer[at] = element;
  }
  while (buffer.length > 0) yield buffer.splice(draw(), 1)[0]!;
}

export async function* repeated<Element>(source: AsyncIterable<Element>, times: number): Pass<Element> {
  for (let i = 0; i < times; i++) {
    let isEmpty = true;
    for await (const element of source) {
      isEmpty = false;
      yield element;
    }
    // Nothing, again and again, would never end.
    if (isEmpty) return;
  }
}

/** Asks for `size` elements before they are needed. */
export async function* prefetched<Element>(source: AsyncIterable<Element>, size: number): Pass<Element> {
  const iterator = source[Symbol.asyncIterator]();
  const pending: Promise<IteratorResult<Element, unknown>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // The error of an element is that of whoever waits for it, and of nobody before.
    next.catch(() => undefined);
    pending.push(next);
  };
  try {
    for (let i = 0; i < size; i++) ask();
    for (;;) {
      const result = await pending.shift()!;
      if (result.done) return;
      ask();
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
