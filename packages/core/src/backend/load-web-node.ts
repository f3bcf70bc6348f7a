/** Loads onnxruntime-web in Node, where it may be missing: under a name that bundlers do not follow. */
import { importIn, nodeRealm } from '../realm.js';
import type { Ort } from './ort-session.js';

const NAME = ['onnxruntime-web', 'wasm'].join('/');

/** It imports a file of its own, which test runners do not let it do in their realms. */
export const realm = nodeRealm();
export const loadWeb = (): Promise<Ort> =>
  realm ? importIn<Ort>(realm, NAME, import.meta.url) : (import(NAME) as Promise<Ort>);
