// The worker of all families of transformers.
import create from '#wasm/families.js';
import type { Scope } from './messages.ts';
import { serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
