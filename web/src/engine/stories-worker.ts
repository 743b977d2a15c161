// The worker of the story world.
import create from '#wasm/stories.js';
import type { Scope } from './messages.ts';
import { serve } from './worker.ts';

declare const scope: Scope;

serve(scope, create);
