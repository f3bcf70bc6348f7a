import { AttributeError, type KerasFunction as Graph, type KerasTensor } from '@org/core';
import { allowFields, bindOptions } from '@org/core/internal';
import type { InputShape, Layer } from '@org/layers';
import { flattenLayers, isSaidByFields, structureOf, sublayers } from '@org/layers/internal';
import { findLayer } from './find-layer.js';
import { single } from './functional-graph.js';
import { graphLayers, graphOf, graphOrThrow, isRecordable, outputNamesOf, shapeTree } from './model-graph.js';
import { GET_LAYER_PARAMETERS, type GetLayerArguments } from './signatures.js';
import { Trainer } from './trainer/trainer.js';

export type { GetLayerOptions } from './model-options.js';

/** What a model consists of: the tensors and operations of its graph, if it has one, and its layers. */
export abstract class ModelStructure extends Trainer {
  static {
    const told = [
      'inputs',
      'outputs',
      'input',
      'output',
      'inputShape',
      'outputShape',
      'inputNames',
      'outputNames',
    ] as const;
    allowFields(this, [...told, 'operations']);
  }

  /** Symbolic inputs of a functional model, as a list. */
  get inputs(): KerasTensor[] {
    return graphOrThrow(this).flatInputs;
  }

  /** Symbolic outputs of a functional model, as a list. */
  get outputs(): KerasTensor[] {
    return graphOrThrow(this).flatOutputs;
  }

  /** What the model was made with; typed as one tensor, though it may be a tree of them. */
  override get input(): KerasTensor {
    return (graphOf(this)?.inputs as KerasTensor | undefined) ?? super.input;
  }

  /** What the model was made with; typed as one tensor, though it may be a tree of them. */
  override get output(): KerasTensor {
    return (graphOf(this)?.outputs as KerasTensor | undefined) ?? super.output;
  }

  get inputShape(): InputShape {
    return shapeTree(single(graphOrThrow(this).inputs));
  }

  get outputShape(): InputShape {
    return shapeTree(single(graphOrThrow(this).outputs));
  }

  get inputNames(): string[] {
    return this.inputs.map(({ history, name }) => history?.operation.name ?? name ?? '');
  }

  override get outputNames(): string[] | null {
    return outputNamesOf(this);
  }

  /** Layers and recorded ops of a functional model. */
  get operations(): readonly Graph['operations'][number][] {
    return graphOrThrow(this).operations;
  }

  /** The layers that the model consists of, in order: those of its graph, else those that its fields hold. */
  get layers(): Layer[] {
    return graphOf(this) ? graphLayers(this) : flattenLayers(this, { includeSelf: false, recursive: false });
  }

  /** @throws AttributeError always: the layers are found, not set */
  set layers(_: readonly Layer[]) {
    throw new AttributeError('The attribute `layers` of a model cannot be set.', {
      hint: 'give the field that holds the layers another name.',
    });
  }

  override get [isSaidByFields](): boolean {
    return graphOf(this)?.operations.every(isRecordable) ?? false;
  }

  override get [structureOf](): object | null {
    return graphOf(this);
  }

  override [sublayers](): Layer[] {
    return [...new Set([...graphLayers(this), ...super[sublayers]()])];
  }

  /** A layer by name or by index. */
  getLayer(...args: GetLayerArguments): Layer {
    return findLayer(this.layers, bindOptions(GET_LAYER_PARAMETERS, args));
  }
}
