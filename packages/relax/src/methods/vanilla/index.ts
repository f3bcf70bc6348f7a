export { VanillaCF, VanillaCFConfig, type VanillaCFOptions } from './vanilla.js';
