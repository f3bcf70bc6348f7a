import { epsilon, ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { asTensor, bindOptions, convert, isFloat, requireKind } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, bindUpdate, type Direction, Metric, type MetricOptions, type UpdateArguments } from './metric.js';
import { IO_U_PARAMETERS, type IoUArguments } from './signatures.js';

export interface IoUOptions extends MetricOptions {
  /** How many classes there are. */
  numClasses: number;
  /** The classes whose mean is the result. */
  targetClassIds: readonly number[];
  /** Targets that do not count, such as -1 for "void". */
  ignoreClass?: number | null;
  /** Whether targets are class numbers, rather than a value for each class along `axis`. */
  sparseYTrue?: boolean;
  /** Whether predictions are class numbers, rather than a value for each class along `axis`. */
  sparseYPred?: boolean;
  axis?: number;
}

/**
 * Intersection over union of predicted and true regions: `true positives / (true positives + false positives + false negatives)`,
 * the mean over some classes.
 *
 * @throws ValueError for a target class that is not one of the classes
 * @example
 * const metric = new IoU(2, [0]);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * await metric.result().item(); // 0.3333
 */
export class IoU extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'IoU',
  });

  override readonly _direction: Direction = 'up';
  readonly numClasses: number;
  readonly targetClassIds: readonly number[];
  readonly ignoreClass: number | null;
  readonly sparseYTrue: boolean;
  readonly sparseYPred: boolean;
  readonly axis: number;
  /** Rows are true classes, columns predicted ones. */
  totalCm: Variable;

  constructor(...args: IoUArguments) {
    const options = bindOptions(IO_U_PARAMETERS, args);
    super({ name: options.name ?? null, dtype: options.dtype ?? 'int' });
    const { numClasses, targetClassIds } = options;
    requireKind('IoU', 'targetClassIds', targetClassIds);
    if (Math.max(...targetClassIds) >= numClasses) {
      throw new ValueError(`Target class ${Math.max(...targetClassIds)} is out of range.`, {
        expected: `classes in [0, ${numClasses})`,
      });
    }
    this.numClasses = numClasses;
    this.targetClassIds = [...targetClassIds];
    this.ignoreClass = options.ignoreClass ?? null;
    this.sparseYTrue = options.sparseYTrue ?? true;
    this.sparseYPred = options.sparseYPred ?? true;
    this.axis = options.axis ?? -1;
    const shape = [numClasses, numClasses];
    this.totalCm = this.addVariable({ shape, dtype: this.dtype, name: 'total_confusion_matrix' });
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const targets = this.#classes(yTrue, this.sparseYTrue);
    const predicted = this.#classes(yPred, this.sparseYPred);
    const weights = this.#weights(sampleWeight, targets.size);
    const inRange = (x: Tensor) => x.greaterEqual(0).logicalAnd(x.less(this.numClasses));
    const areKnown = inRange(targets).logicalAnd(inRange(predicted));
    const areCounted = this.ignoreClass === null ? areKnown : areKnown.logicalAnd(targets.notEqual(this.ignoreClass));
    // Counts by the index in the flattened matrix; what does not count falls into the first cell with weight zero.
    const cells = ops.where(areCounted, targets.mul(this.numClasses).add(predicted), 0).cast('int32');
    const counts = ops.segmentSum(ops.where(areCounted, weights, 0), cells, this.numClasses ** 2);
    this.totalCm.assignAdd(counts.reshape([this.numClasses, this.numClasses]));
  }

  /** Class numbers as a vector. */
  #classes(values: TensorLike, areSparse: boolean): Tensor {
    const given = asTensor(values);
    return (areSparse ? given : given.argmax(this.axis)).cast(this.dtype).flatten();
  }

  #weights(sampleWeight: TensorLike | null, size: number): Tensor {
    if (sampleWeight === null) return ops.ones([size], this.dtype);
    const given = asTensor(sampleWeight);
    if (isFloat(given.dtype) && !isFloat(this.dtype)) {
      console.warn(
        `The sample weights of ${this.name} are floating numbers, but its dtype is ${this.dtype}: casting drops their fractions.`,
      );
    }
    const weights = convert(given, this.dtype);
    return ops.broadcastTo(weights.rank > 1 ? weights.flatten() : weights, [size]);
  }

  override result(): Tensor {
    const matrix = this.totalCm.value;
    const hits = ops.diagonal(matrix);
    const unions = matrix.sum(0).add(matrix.sum(1)).sub(hits);
    const ofTargets = (x: Tensor) => ops.take(x, [...this.targetClassIds], 0).cast('float32');
    const union = ofTargets(unions);
    // Classes that were neither seen nor predicted take no part in the mean.
    const isSeen = union.greater(1e-9);
    const ratios = ops.where(isSeen, ofTargets(hits).div(union.add(epsilon())), 0);
    return ratios.sum().div(isSeen.cast('float32').sum().add(epsilon()));
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...baseConfig(this),
      num_classes: this.numClasses,
      target_class_ids: this.targetClassIds,
      ignore_class: this.ignoreClass,
      sparse_y_true: this.sparseYTrue,
      sparse_y_pred: this.sparseYPred,
      axis: this.axis,
    };
  }
}
