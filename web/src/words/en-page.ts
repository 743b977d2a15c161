// What the page says beside the instrument's words, in English: its first screen, its presentation, and the controls of
// the chapter that trains a model.

export const enPage = {} as const;
