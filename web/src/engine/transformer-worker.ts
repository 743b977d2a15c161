// The worker of transformers.
import create from '#wasm/transformer.js';
import type { Scope } from './messages.ts';
import { serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
