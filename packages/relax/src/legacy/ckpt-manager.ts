/** Checkpoints of weights and optimizers' states, as files. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tensor, tree, ValueError } from '@org/core';
import { namingFile, readNpy } from '@org/core/files';
import { writeWhole } from '../utils/files.js';
import { npyOf, toTensor } from '../utils/npy.js';
import { pickleTree, unpickleTree } from '../utils/pickled-tree.js';

/**
 * Writes a tree of tensors to a folder: `params.npy` with its leaves, `tree.pkl` with its structure, as the original does.
 *
 * @example
 * const save = () => saveCheckpoint({ linear: { w: tensor([[1]]), b: tensor([0]) } }, 'log/mine');
 */
export async function saveCheckpoint(state: unknown, ckptDir: string): Promise<void> {
  const leaves = tree.treeLeaves<Tensor>(state);
  await Promise.all(leaves.map((leaf) => leaf.read()));
  await writeWhole(join(ckptDir, 'params.npy'), Buffer.concat(leaves.map(npyOf)));
  await writeWhole(join(ckptDir, 'tree.pkl'), pickleTree(tree.treeMap(() => 0, state)));
}

/**
 * The tree that `saveCheckpoint` or the original wrote, if it is made of dicts, lists and tuples.
 *
 * @throws FileNotFoundError if it is not there, ValueError for a tree of other classes, as the states of optax's optimizers are
 */
export async function loadCheckpoint(ckptDir: string): Promise<unknown> {
  const [treePath, path] = ['tree.pkl', 'params.npy'].map((name) => join(ckptDir, name)) as [string, string];
  const structure = namingFile(treePath, unpickleTree, new Uint8Array(await readFile(treePath)));
  const bytes = new Uint8Array(await readFile(path));
  let at = 0;
  const leaves = tree.treeLeaves(structure).map(() => {
    const array = namingFile(path, readNpy, bytes, at);
    at = array.end;
    return toTensor(array);
  });
  return tree.treeUnflatten(tree.treeStructure(structure), leaves);
}

/**
 * Keeps the checkpoints with the smallest values of a metric.
 *
 * @example
 * const manager = new CheckpointManager('log', 'val/val_loss_epoch', 3);
 */
export class CheckpointManager {
  /** Values and names of what is kept, the smallest first. */
  checkpoints: [metric: number, name: string][] = [];

  constructor(
    readonly logDir: string,
    readonly monitorMetrics: string | null,
    readonly maxNCheckpoints = 3,
  ) {
    if (monitorMetrics === null)
      console.warn('`monitorMetrics` is not specified in `CheckpointManager`. No checkpoints will be stored.');
  }

  get nCheckpoints(): number {
    return this.checkpoints.length;
  }

  /**
   * Keeps a checkpoint, if it is among the best, in `<logDir>/epoch=<epochs>`.
   *
   * @throws ValueError if the metric is not among the logs
   */
  async updateCheckpoints(
    params: unknown,
    optState: unknown,
    epochLogs: Readonly<Record<string, number>>,
    epochs: number,
    steps: number | null = null,
  ): Promise<void> {
    if (this.monitorMetrics === null) return;
    const metric = epochLogs[this.monitorMetrics];
    if (metric === undefined) {
      throw new ValueError(`The metric '${this.monitorMetrics}' is not logged.`, {
        expected: `one of ${Object.keys(epochLogs).join(', ')}`,
      });
    }
    const worst = this.checkpoints.at(-1);
    const isFull = this.checkpoints.length >= this.maxNCheckpoints;
    if (isFull && worst && metric >= worst[0]) return;
    const name = steps ? `epoch=${epochs}_step=${steps}` : `epoch=${epochs}`;
    await this.saveNetOpt(params, optState, name);
    if (isFull) await this.deleteNetOpt(this.checkpoints.pop()![1]);
    this.checkpoints = [...this.checkpoints, [metric, name] as [number, string]].sort(([a], [b]) => a - b);
  }

  /** Writes `<name>/model` and `<name>/opt`. */
  async saveNetOpt(params: unknown, optState: unknown, ckptName: string): Promise<void> {
    await saveCheckpoint(params, join(this.logDir, ckptName, 'model'));
    await saveCheckpoint(optState, join(this.logDir, ckptName, 'opt'));
  }

  async deleteNetOpt(ckptName: string): Promise<void> {
    await rm(join(this.logDir, ckptName), { recursive: true, force: true });
  }
}
