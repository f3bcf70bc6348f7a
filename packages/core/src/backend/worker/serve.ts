/** The worker's side: it makes sessions and runs them. */
import { messageOf } from '../../realm.js';
import { Drawn, type Recipe } from '../../simd/drawn-array.js';
import { type Kernel, kernelOf } from '../../simd/kernel.js';
import { drawTask } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import type { OnnxRuntime, RuntimeSession } from '../onnx-runtime.js';
import type { Answer, Line, Message, SentArray } from './protocol.js';

/**
 * Answers requests by a runtime.
 *
 * @param within what each request is answered in
 */
export function serve(
  runtime: OnnxRuntime,
  line: Line<Answer, Message>,
  within: <T>(body: () => Promise<T>) => Promise<T> = (body) => body(),
): void {
  const sessions = new Map<number, RuntimeSession>();
  const kept = new Map<number, HostArray['data']>();
  const kernels = new Map<number, Kernel>();
  const received = (arrays: readonly SentArray[]): HostArray[] => {
    // Results of one kernel have one recipe.
    const drawn = new Map<Recipe, Drawn>();
    return arrays.map((array) => {
      if ('kept' in array) return { dtype: array.dtype, shape: array.shape, data: kept.get(array.kept)! };
      if (!('recipe' in array)) return array;
      const { kernel, recipe, index } = array;
      if (!drawn.has(recipe)) drawn.set(recipe, new Drawn(kernels.get(kernel)!, recipe));
      return drawn.get(recipe)!.arrays[index]!;
    });
  };

  const answer = async (message: Message): Promise<Answer['value']> => {
    switch (message.kind) {
      case 'create':
        sessions.set(message.id, await runtime.createSession(message.model, message.options));
        return message.id;
      case 'run':
        return sessions.get(message.session)!.run(received(message.inputs), message.into);
      case 'release':
        await sessions.get(message.session)?.release();
        sessions.delete(message.session);
        return undefined;
      case 'keep':
        kept.set(message.array, message.data);
        return undefined;
      case 'kernel':
        kernels.set(message.kernel, kernelOf(message.bytes, message.results)!);
        return undefined;
      case 'draw':
        for (const [kernel, task] of message.tasks) drawTask(kernels.get(kernel)!, task);
        return undefined;
      case 'drop':
        kept.delete(message.array);
        return undefined;
    }
  };

  line.listen((message) => {
    within(() => answer(message)).then(
      (value) => {
        const lent = message.kind === 'run' ? message.inputs.flatMap(lentMemory) : [];
        line.send({ id: message.id, value, lent }, [...lent, ...(Array.isArray(value) ? buffersOf(value) : [])]);
      },
      (error: unknown) => line.send({ id: message.id, error: messageOf(error) }, []),
    );
  });
}

const lentMemory = (input: SentArray): ArrayBufferLike[] =>
  'isLent' in input && input.isLent ? [input.data.buffer] : [];

/** The memory of results, which moves to the program instead of being copied. */
const buffersOf = (results: readonly HostArray[]): ArrayBufferLike[] => [
  ...new Set(results.map(({ data }) => data.buffer)),
];
