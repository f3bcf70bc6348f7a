/**
 * Optimizers of ONNX Runtime that do nothing here. Each sorts all nodes anew, which takes up a third of the time in which a session is
 * made, and more of it the more nodes there are.
 */
const names = [
  // Our own passes choose layouts; these would move the transposes of convolutions into the strided slices of pooling.
  'TransposeOptimizer',
  'TransposeOptimizer_CPUExecutionProvider',
  // Done by our own passes.
  'CommonSubexpressionElimination',
  'ConstantSharing',
  'ReshapeFusion',
  // For sizes that are given names.
  'FreeDimensionOverrideTransformer',
  // For operators on whole numbers in place of floats, of which we write none.
  'DoubleQDQPairsRemover',
  'QDQPropagationTransformer',
  'QDQS8ToU8Transformer',
  'QDQSelectorActionTransformer',
  'QDQFinalCleanupTransformer',
  'WeightBiasQuantization',
  'EnsureUniqueDQForNodeUnit',
  'WhereDummyDq',
  'Avx2WeightS8ToU8Transformer',
  'NhwcTransformer',
  'MatMulIntegerToFloatFusion',
  'DynamicQuantizeMatMulFusion',
  'MatMulNBitsFusion',
  'MatMulNBitsMlpFusion',
  'MatMulNBitsQkvFusion',
  'Level2_RuleBasedTransformer',
  // For models as others write them.
  'AttentionFusion',
  'EmbedLayerNormFusion',
  'GroupQueryAttentionFusion',
  'GroupQueryAttentionPreNormFusion',
  'SkipLayerNormFusion',
  'BiasSkipLayerNormFusion',
  'BiasDropoutFusion',
  'GatherSliceToSplitFusion',
  'GatherToSliceFusion',
  'SliceConcatToSpaceToDepthFusion',
  'LabelEncoderFusion',
];

/** Takes a number beside a product of matrices into the product, as a float32. */
const SCALES = 'MatMulScaleFusion';

/**
 * For the session option `optimization.disable_specified_optimizers`.
 *
 * @param wide whether the model computes in float64
 */
export const disabledOptimizers = (wide = false): string => [...names, ...(wide ? [SCALES] : [])].join(';');
