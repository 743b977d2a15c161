// What is refused, by the patterns that InputError carries: those that readers meet, which every language says in its
// own words. What is not among them (the details of a damaged file, say) stays in the core's English. Arguments go by
// their names in every language, as in attributes.

/** So much of a pattern tells it apart. */
const enough = 72;

export const beginningOf = (pattern: string): string => pattern.slice(0, enough);

/** What stands before it in a message is the name of what is refused, unless it begins with a capital or a gap. */
export type ErrorPattern =
  // numbers
  | 'must be a number, not {}'
  | 'must be a whole number, not {}'
  | 'must be a number from {} to {}, not {}'
  | 'must be a whole number from {} to {}, not {}'
  | 'must be a whole number from 0, not {}'
  | 'must be a whole number from 0 to {}, the last word, not {}'
  | 'must be a number from 0 to 1, not {}'
  | 'must be a number from 0 to below 1, not {}'
  | 'must be a number above 0 and at most 1, not {}'
  | 'must be 0 or a number from 1e-100, not {}'
  | 'must be at most {} for a vocabulary of {} words, not {}'
  // names
  | 'must be {}, not {}'
  | 'must be one of {}, not {}'
  | 'must be some of {}, not {}'
  | 'must be all, none, or a list of normalisation, context, query, values, l'
  | 'must be one that there is here, not {}'
  | 'must be a layer and one of its heads, as in 0.1, not {}'
  | 'must be heads from {}, not {}'
  | 'cannot have {} of a model without heads'
  // the sentence
  | 'must have at least one word, not {}'
  | 'must have at least one token, not {}'
  | 'must have at most {} words to stay readable here, and has {}'
  | 'must have at most {} words to compare each with every other, not {}'
  | 'has more than {} words'
  | "must have at most {} tokens, the model's context, not {}"
  | 'must be tokens that the model knows, not {}'
  | 'the draw falls on position {}, which the published lookup takes for an i'
  // a model's address
  | 'must be an address that begins with https://, not {}'
  | '{} cannot be fetched from this page: its Content-Security-Policy has to '
  | '{} cannot be fetched: its host does not answer, or does not let pages of'
  | '{} cannot be fetched: {}'
  | '{} is not there: its host answers 404'
  | '{} cannot be had: its host answers {}'
  | '{} is a web page, not a model: give the address that the file’s download'
  | '{} broke off after {} bytes'
  // a link
  | 'Part of the link was cut or changed on its way here: {}'
  | 'The link is of version {}, of a newer page: shown is what this one, of v'
  | 'The link is of version {}, which there is not: it is read as one of vers'
  | 'was cut short or changed on its way here: {}'
  | 'The text that the model learned, of {} characters, is too long for a lin'
  | 'It is not known here how this model was trained, and of its {} numbers a'
  | 'A link holds a text of up to {} characters, and this one has {}: save it'
  | 'must be a story that decides its next word, not {}'
  | 'must be {} numbers, one for each word, not {}'
  // files
  | 'There is no file in what was dropped'
  | 'A model is one file that holds all of it, or three together: {}. {} is n'
  | 'has {}; more than {} do not fit here'
  | 'needs {} of memory once it is open; what fits here needs {} at the most'
  | 'is not a text in UTF-8'
  | 'is not JSON: {}'
  | 'is a web page, not the file itself: its download link leads to that'
  | 'is a Git LFS pointer, not the file itself: {} fetches it'
  | 'is a ZIP archive, as torch.save writes them, not safetensors; this conve'
  | 'is a Python pickle, which may run any program, not safetensors; this con'
  | 'the file cannot be read: {}'
  // training
  | 'this needs more memory than can be had here: a shorter text, or a smalle'
  | 'is a single word where words end at spaces: pieces of words (BPE) or byt'
  | 'must have at least {} tokens for a context of {}, not {}'
  | "must be smaller than {}: at step {} the loss is {}, its gradient's norm "
  | 'A model is being trained: let it finish, or pause it and keep it as it i';

export type Errors = Readonly<Record<ErrorPattern, string>>;
