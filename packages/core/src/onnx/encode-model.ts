import { encoderOf } from '../protobuf/encode.js';
import type { Messages } from './proto.js';
import { WRITTEN_FIELDS } from './written-fields.js';

const encode = /* @__PURE__ */ encoderOf<Pick<Messages, 'ModelProto'>>(WRITTEN_FIELDS);

/** The bytes of a model that a graph has become. */
export const encodeModel = (model: Messages['ModelProto']): Uint8Array => encode('ModelProto', model);
