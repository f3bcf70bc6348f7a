/** The messages of ONNX as bytes. */
import { decoderOf } from '../protobuf/decode.js';
import { encoderOf } from '../protobuf/encode.js';
import { type Messages, SCHEMA } from './proto.js';

export const encode = /* @__PURE__ */ encoderOf<Messages>(SCHEMA);
export const decode = /* @__PURE__ */ decoderOf<Messages>('an ONNX', SCHEMA);
