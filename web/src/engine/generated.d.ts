// What the build makes of cpp/ and of the workers, under build/: NAME is post, stories, transformer or
// families.

declare module '#wasm/*.js' {
  const create: import('./core.ts').CreateModule;
  export default create;
  export const gzippedBase64: string;
}

declare module '#worker/*.js' {
  export function work(scope: import('./messages.ts').Scope): void;
}

declare module '#story/about.js' {
  export const about: import('./messages.ts').AboutStory;
}

declare module '#story/story.js' {
  export const story: import('./messages.ts').CarriedStory;
}

declare module '#story/snapshots.js' {
  export const snapshots: import('./messages.ts').CarriedSnapshots;
}
