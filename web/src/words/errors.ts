// What is refused, by the patterns that InputError carries: those that readers meet, which every language says in its
// own words. What is not among them (a damaged file's details) stays in the core's English.

const patterns = ['must be a number from {} to {}, not {}'] as const;

export type ErrorPattern = (typeof patterns)[number];

export type Errors = Readonly<Record<ErrorPattern, string>>;
