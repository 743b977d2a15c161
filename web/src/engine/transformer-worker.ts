// The worker of transformers.
import create from '#wasm/transformer.js';
import { type Scope, serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
