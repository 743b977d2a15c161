// Files that are not what their names say: what a download or a habit puts in a model's place. The core refuses them in
// the same words, once it has a config; a model in one file has none before its header is read.
import { InputError } from './errors.ts';

const conversion =
  'python -c "import torch, safetensors.torch as s; s.save_file({k: v.clone() for k, v in ' +
  "torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()}, 'model.safetensors')\"";

const begins = (beginning: string) => (text: string) => text.startsWith(beginning);

/** What begins like this, and what is said of it. */
const kinds: readonly [(text: string) => boolean, string, ...string[]][] = [
  [
    begins('version https://git-lfs'),
    'is a Git LFS pointer, not the file itself: {} fetches it',
    'git lfs pull',
  ],
  [(text) => /^\s*</.test(text), 'is a web page, not the file itself: its download link leads to that'],
  [
    begins('PK\x03\x04'),
    'is a ZIP archive, as torch.save writes them, not safetensors; this converts it: {}',
    conversion,
  ],
  [
    (text) => text.startsWith('\x80') && '\x01\x02\x03\x04\x05'.includes(text.charAt(1) || ' '),
    'is a Python pickle, which may run any program, not safetensors; this converts it: {}',
    conversion,
  ],
];

/** Throws InputError that calls the file what it is, if it begins as one of these does. */
export function refuseForeign(beginning: Uint8Array, name: string): void {
  const letters = String.fromCharCode(...beginning.subarray(0, 64)); // a byte is a character
  const text = letters.replace('\xef\xbb\xbf', '');
  for (const [isKind, pattern, ...pieces] of kinds) {
    if (isKind(text)) throw new InputError(name, pattern, pieces);
  }
}
