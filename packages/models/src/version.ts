/** The Keras version whose names, numbers and files these are. */
export const KERAS_VERSION = '3.15.1';

export const version = (): string => KERAS_VERSION;
