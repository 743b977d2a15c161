// The worker of the post's model.
import create from '#wasm/post.js';
import { type Scope, serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
