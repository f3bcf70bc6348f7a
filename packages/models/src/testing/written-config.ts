/** Compares configs of models with those that Python writes. */

/**
 * Entries of Python's that say nothing: masks that no call was given, the training of calls outside of training, a model that is not
 * compiled or was not built by a shape.
 */
const EMPTY = ['{"mask":null}', '{"training":false}', '{"compile_config":{}}', '{"build_config":{"input_shape":null}}'];

/** Which layers are one object counts; of their settings Python notes it where it happens to meet them again. */
const withoutOtherIds = (_key: string, value: unknown): unknown => {
  const { module = 'keras.layers' } = (value ?? {}) as { module?: unknown };
  return module === 'keras.layers' ? value : { ...(value as object), shared_object_id: undefined };
};

/** The config of a model as Python or we write it: objects numbered in the order of their appearance, without empty entries. */
export function writtenConfig(config: unknown): unknown {
  const ids = new Map<unknown, number>();
  return JSON.parse(JSON.stringify(config, withoutOtherIds), (key, value) => {
    if (EMPTY.includes(JSON.stringify({ [key]: value }))) return undefined;
    if (key !== 'shared_object_id') return value;
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  });
}
