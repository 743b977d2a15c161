// The worker of the post's model.
import create from '#wasm/post.js';
import type { Scope } from './messages.ts';
import { serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
