// The post's model is what most pages show first: the script has it with it. The page of this project opens on another
// model, and carried-post-later.ts stands in for this file there.
import type { CarriedModule } from './messages.ts';
import { post as module } from './post-module.ts';

export const post: CarriedModule | undefined = module;
