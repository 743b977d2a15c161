// `claims`: the post's three claims about attention, measured on stories with known answers.
import type { Claims, Engine } from '../engine/index.ts';
import { openModel, shipped } from './model-files.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

function table({ rates }: Claims): string {
  const rows = rates.map(({ claim, measure, labels, right, count }) => {
    const share = ((100 * right) / count).toFixed(1).padStart(5);
    return `${claim}  ${share}%  of ${count}  ${[measure, ...Object.values(labels)].join(', ')}\n`;
  });
  return rows.join('');
}

export async function claims(engine: Engine, given: Given, write: Write): Promise<number> {
  const { model: folder = shipped } = given as { model?: string };
  const model = await openModel(engine, 'model', folder);
  const shows = process.stderr.isTTY;
  const measured = await engine.measureClaims(model, {
    ...fieldsOf(options.claims, 'measureClaims', given),
    onProgress: (share) => shows && process.stderr.write(`\r${Math.round(100 * share)}%`),
  });
  if (shows) process.stderr.write('\r    \r');
  await write(given.json ? `${JSON.stringify({ model: folder, ...measured })}\n` : table(measured));
  return 0;
}
