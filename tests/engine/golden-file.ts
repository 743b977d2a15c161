// Model files of other formats, as tests/reference/model_files_reference.py wrote them.
import { readFileSync } from 'node:fs';

const path = `${import.meta.dirname}/../reference/model_files_golden.txt`;

export function goldenFile(name: string): Buffer {
  const lines = readFileSync(path, 'utf8').split('\n');
  const [, , hex] = lines[lines.indexOf(`file 1 ${name}`) + 1]?.split(' ') ?? [];
  if (!hex) throw new Error(`There is no file ${name}`);
  return Buffer.from(hex, 'hex');
}
