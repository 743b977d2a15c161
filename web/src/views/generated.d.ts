// What web/build/colours.mjs makes, under build/.

declare module '#colours/cividis.js' {
  /** 256 colours from dark to light, six hexadecimal digits each. */
  export const cividis: string;
}
