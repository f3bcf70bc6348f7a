/** Where Keras has what a FeatureSpace is made of, and does not export. */
export const MODULE = 'keras.src.layers.preprocessing.feature_space';
