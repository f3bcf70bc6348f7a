/** What the methods of a model take. */
import type { FilePath } from '@org/core/files';
import type { Layer, LayerOptions, quantizers } from '@org/layers';
import type { SummaryOptions } from './display/summary.js';
import type { Symbolic } from './model-graph.js';
import type { InputSignature } from './saving/export.js';
import type { SaveModelOptions } from './saving/save-model.js';
import type { LoadWeightsOptions as ReadOptions, SaveWeightsOptions as WriteOptions } from './saving/weights-file.js';
import type { StateTree, ValueFormat } from './state-tree.js';

/** What `getLayer` takes: a name or an index. */
export interface GetLayerOptions {
  /** The name of the layer. */
  name?: string | null;
  /** The place among the layers, from the end if negative. */
  index?: number | null;
}

/** What `save` takes. */
export type SaveOptions = Omit<SaveModelOptions, 'model'>;

/** What `saveWeights` takes. */
export type SaveWeightsOptions = Omit<WriteOptions, 'model'>;

/** What `loadWeights` takes. */
export type LoadWeightsOptions = Omit<ReadOptions, 'model'>;

/** What `getStateTree` takes. */
export interface GetStateTreeOptions {
  /** 'backend_tensor' for tensors, 'numpy_array' for nested arrays. */
  valueFormat?: ValueFormat;
}

/** What `setStateTree` takes. */
export interface SetStateTreeOptions {
  stateTree: StateTree;
}

export type { SummaryOptions };

/** What `quantize` takes. */
export interface QuantizeOptions {
  /** `int8`, `int4` or `float8`; may be left out where there is a config. */
  mode?: string | null;
  /** How weights and inputs are quantized. */
  config?: quantizers.QuantizationConfig | null;
  /** Which layers: a pattern, or several, that their names match, or a function of the layer; null for all. */
  filters?: string | RegExp | readonly (string | RegExp)[] | ((layer: Layer) => boolean) | null;
  /** Whether layers of user classes, whose call may be another one, are left out. */
  typeCheck?: boolean;
}

/** What `placement` takes. */
export interface PlacementOptions {
  /** Of the inputs; 32 if left out. */
  batchSize?: number;
}

/** What `export` takes. */
export interface ExportOptions {
  /** Ends with `.onnx`. */
  filepath: FilePath;
  format?: 'onnx';
  /** Whether to print where the file is. */
  verbose?: boolean | null;
  /** What the model is called on in the file, where it is not to be its own inputs: symbolic tensors or specs of their shapes. */
  inputSignature?: InputSignature | null;
}

export interface ModelOptions extends LayerOptions {
  inputs?: Symbolic;
  outputs?: Symbolic;
}
