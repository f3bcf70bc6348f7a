/** Under which names a layer has what its quantization asks it for: subclasses of users may have fields of any name. */

/** The weight of a layer as it is kept, and its products. */
export const quantization: unique symbol = Symbol('quantization');
/** The getter that says how the weight is laid out; asked once its shape is known. */
export const weightLayout: unique symbol = Symbol('weightLayout');
/** The method that multiplies inputs by a weight. */
export const weightProduct: unique symbol = Symbol('weightProduct');
/** The getter that says along which axes inputs have one scale. */
export const inputLayout: unique symbol = Symbol('inputLayout');
