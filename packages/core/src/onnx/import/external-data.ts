/** Tensors whose elements are in other files. */

import { itemSize } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { nodeFiles } from '../../node-files.js';
import { readFileSync } from '../../read-file.js';
import { withBodies } from '../bodies.js';
import type { GraphProto, ModelProto, TensorProto } from '../proto.js';
import { dtypeOfElement } from '../tensor-proto.js';

/** The bytes of files by their names, as the model calls them. */
export type ExternalFiles = Readonly<Record<string, Uint8Array>> | ((name: string) => Uint8Array);

/** The files in the folder of a model; what lies elsewhere is not opened, whatever its name says. */
export function localExternalFiles(model: string): (name: string) => Uint8Array {
  const { fs, path } = nodeFiles(model);
  const folder = path.dirname(model);
  const isInside = (file: string, outer: string): boolean =>
    path.resolve(file).startsWith(path.resolve(outer) + path.sep);
  return (name) => {
    const file = path.join(folder, name);
    // Links lead elsewhere, too.
    const isOwn =
      isInside(file, folder) && (!fs.existsSync(file) || isInside(fs.realpathSync(file), fs.realpathSync(folder)));
    if (isOwn && !path.isAbsolute(name)) return readFileSync(file);
    throw new ValueError('The data of the model is to be read from outside of its folder.', { received: `'${name}'` });
  };
}

/** The model with all its tensors within; the same one, where that is so already. */
export function withExternalData(model: ModelProto, external: ExternalFiles | null): ModelProto {
  const opened = new Map<string, Uint8Array>();
  const bytesOf = (name: string, tensor: string): Uint8Array => {
    let bytes = opened.get(name);
    if (!bytes) {
      const found = typeof external === 'function' ? external(name) : ownBytes(external, name);
      if (!found) {
        throw new ValueError(`The data of tensor '${tensor}' is in another file, '${name}'.`, {
          hint: 'give the path of the model, or that file: { externalData: { [name]: bytes } }.',
        });
      }
      opened.set(name, found);
      bytes = found;
    }
    return bytes;
  };
  const within = (tensor: TensorProto): TensorProto => {
    if (tensor.dataLocation !== 1) return tensor;
    const entries = new Map(tensor.externalData?.map(({ key, value }) => [key, value ?? '']));
    const name = tensor.name ?? '';
    const bytes = bytesOf(entries.get('location') ?? '', name);
    const count = tensor.dims.reduce((product: number, dim) => product * Number(dim), 1);
    const offset = Number(entries.get('offset') ?? 0);
    const length = Number(entries.get('length') ?? count * itemSize(dtypeOfElement(tensor.dataType)));
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
      throw new ValueError(`The data of tensor '${name}' reaches past the end of its file.`, {
        expected: `at most ${bytes.length} bytes`,
        received: `${length} bytes from byte ${offset} on`,
      });
    }
    const { externalData: _, dataLocation: __, ...rest } = tensor;
    return { ...rest, rawData: bytes.subarray(offset, offset + length) };
  };
  const graphWithin = (graph: GraphProto): GraphProto => ({
    ...graph,
    initializer: graph.initializer.map(within),
    node: graph.node.map((node) => ({
      ...node,
      attribute: node.attribute.map((attribute) => ({
        ...withBodies(attribute, graphWithin),
        ...(attribute.t && { t: within(attribute.t) }),
      })),
    })),
  });
  const whole = graphWithin(model.graph);
  return opened.size > 0 ? { ...model, graph: whole } : model;
}

const ownBytes = (external: Readonly<Record<string, Uint8Array>> | null, name: string): Uint8Array | undefined =>
  external !== null && Object.hasOwn(external, name) ? external[name] : undefined;
