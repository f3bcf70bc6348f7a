/** relax.methods.proto */
export { ProtoCF, ProtoCFConfig, type ProtoCFOptions, type ProtoTrainOptions } from './proto.js';
