/** The messages of ONNX as bytes. */
import { formatOf } from '../protobuf/codec.js';
import { type Messages, SCHEMA } from './proto.js';

export const { encode, decode } = /* @__PURE__ */ formatOf<Messages>('an ONNX', SCHEMA);
