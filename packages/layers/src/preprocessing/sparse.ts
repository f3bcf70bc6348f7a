import { ValueError } from '@org/core';

/** @throws ValueError where a layer is to give sparse tensors, which do not exist here */
export function assertDense(layer: string, sparse: boolean | undefined): void {
  if (!sparse) return;
  throw new ValueError(`\`sparse=True\` cannot be used: ${layer} gives dense tensors.`, { received: 'sparse=true' });
}
