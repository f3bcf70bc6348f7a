/** Labels as what classifiers are trained on. */
import { ops, type TensorLike, ValueError } from '@org/core';

/**
 * How many classes labels are of, two at least.
 *
 * @param most how many there may be
 * @throws ValueError for labels that are no numbers of classes, which losses would take without a word
 */
export async function classesOf(
  ys: TensorLike,
  { most = Number.POSITIVE_INFINITY, hint }: { readonly most?: number; readonly hint: string },
): Promise<number> {
  let count = 2;
  for (const each of (await ops.convertToTensor(ys).data()) as Iterable<number | bigint>) {
    const label = Number(each);
    if (!Number.isInteger(label) || label < 0 || label >= most) {
      throw new ValueError('A classifier is trained on labels that are numbers of classes.', {
        expected: most < Number.POSITIVE_INFINITY ? `whole numbers from 0 to ${most - 1}` : 'whole numbers from 0 on',
        received: String(label),
        hint,
      });
    }
    count = Math.max(count, label + 1);
  }
  return count;
}
