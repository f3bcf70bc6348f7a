import { type NamedObject, registerKerasSerializable } from '@org/layers';

/**
 * Gives a class its name in files, that of the original: `Custom>FlowModel` of the module `gyoza.modelling.flow_layers`. To be called
 * in a static field whose value is marked as pure, so that bundlers can leave classes out.
 */
export function registered(type: NamedObject, name: string, module: string): string {
  registerKerasSerializable({ package: 'Custom', name, module })(type);
  return `Custom>${name}`;
}

export const FLOW_LAYERS = 'gyoza.modelling.flow_layers';
export const MASKS = 'gyoza.modelling.masks';
export const LOSSES = 'gyoza.modelling.losses';
/** Of what the original does not have: Python cannot read it. */
export const FLOWS = '@org/gyoza';
