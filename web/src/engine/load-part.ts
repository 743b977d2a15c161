// What comes when it is first wanted, from other chunks of the same package. In scripts that are no ES modules,
// load-part-script.ts stands in for this file.
import type { CarriedModule, CarriedSnapshots, CarriedStory } from './messages.ts';
import { post } from './post-module.ts';

export interface Parts {
  /** The module of the post's model. */
  post: CarriedModule;
  /** The module of transformers like GPT-2. */
  transformer: CarriedModule;
  /** The module of every family of transformers. */
  families: CarriedModule;
  /** What is done with models' files. */
  files: typeof import('./files-module.ts').files;
  /** The module of the story world. */
  stories: CarriedModule;
  /** The model that has learned it. */
  story: CarriedStory;
  /** That model at earlier moments. */
  snapshots: CarriedSnapshots;
}

const load: { readonly [Name in keyof Parts]: () => Promise<Parts[Name]> } = {
  post: async () => post, // what most pages show first: it comes along
  transformer: async () => (await import('./transformer-module.ts')).transformer,
  files: async () => (await import('./files-module.ts')).files,
  families: async () => (await import('./families-module.ts')).families,
  stories: async () => (await import('./stories-module.ts')).stories,
  story: async () => (await import('./story-module.ts')).story,
  snapshots: async () => (await import('./snapshots-module.ts')).snapshots,
};

/** The script for posts, which a module is not. */
export const scriptForPosts: { address: string; integrity?: string } = { address: 'pay-attention.min.js' };

export const loadPart = <Name extends keyof Parts>(name: Name): Promise<Parts[Name]> => load[name]();
