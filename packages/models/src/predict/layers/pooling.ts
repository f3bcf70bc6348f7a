import { int, ints } from '@org/core/basics';
import type { FileLayer } from '../network.js';
import { imagesOf, paddingOf, sizesOf } from './options.js';

const pooling = (className: string, operator: 'MaxPool' | 'AveragePool'): FileLayer => ({
  className,
  write(call) {
    const { network, config, inputs } = call;
    const { images, made } = imagesOf(call);
    const axes = inputs[0]!.rank - 2;
    const size = sizesOf(config.pool_size, axes);
    const strides = sizesOf(config.strides ?? size, axes);
    const attributes = { kernel_shape: ints(size), strides: ints(strides), ...paddingOf(config, size, strides) };
    const name = network.op(operator, [images], attributes);
    return made(name);
  },
});

const globalPooling = (className: string, operator: 'ReduceMax' | 'ReduceMean'): FileLayer => ({
  className,
  write({ network, config, inputs: [x] }) {
    const { rank, channelsFirst } = x!;
    const isFirst = config.data_format === 'channels_first';
    const given = isFirst ? network.last(x!) : x!.name;
    const axes = network.ints(Array.from({ length: rank - 2 }, (_, i) => i + (isFirst || channelsFirst ? 2 : 1)));
    const keeps = config.keepdims === true;
    const name = network.op(operator, [given, axes], { keepdims: int(keeps ? 1 : 0) });
    return keeps ? { name, rank, channelsFirst: channelsFirst && !isFirst } : { name, rank: 2 };
  },
});

export const MaxPooling1D: FileLayer = /* @__PURE__ */ pooling('MaxPooling1D', 'MaxPool');
export const MaxPooling2D: FileLayer = /* @__PURE__ */ pooling('MaxPooling2D', 'MaxPool');
export const MaxPooling3D: FileLayer = /* @__PURE__ */ pooling('MaxPooling3D', 'MaxPool');
export const AveragePooling1D: FileLayer = /* @__PURE__ */ pooling('AveragePooling1D', 'AveragePool');
export const AveragePooling2D: FileLayer = /* @__PURE__ */ pooling('AveragePooling2D', 'AveragePool');
export const AveragePooling3D: FileLayer = /* @__PURE__ */ pooling('AveragePooling3D', 'AveragePool');
export const GlobalMaxPooling1D: FileLayer = /* @__PURE__ */ globalPooling('GlobalMaxPooling1D', 'ReduceMax');
export const GlobalMaxPooling2D: FileLayer = /* @__PURE__ */ globalPooling('GlobalMaxPooling2D', 'ReduceMax');
export const GlobalMaxPooling3D: FileLayer = /* @__PURE__ */ globalPooling('GlobalMaxPooling3D', 'ReduceMax');
export const GlobalAveragePooling1D: FileLayer = /* @__PURE__ */ globalPooling('GlobalAveragePooling1D', 'ReduceMean');
export const GlobalAveragePooling2D: FileLayer = /* @__PURE__ */ globalPooling('GlobalAveragePooling2D', 'ReduceMean');
export const GlobalAveragePooling3D: FileLayer = /* @__PURE__ */ globalPooling('GlobalAveragePooling3D', 'ReduceMean');
