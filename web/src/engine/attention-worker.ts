// The worker of the post's model.
import create from '#wasm/attention.js';
import { type Scope, serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
