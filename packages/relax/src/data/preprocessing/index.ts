/** relax.data_utils.preprocessing */
export { DataPreprocessor, type PreprocessorState } from './data-preprocessor.js';
export { type Category, EncoderPreprocessor, OneHotEncoder, OrdinalPreprocessor } from './encoders.js';
export { MinMaxScaler } from './min-max-scaler.js';
