// Where the page has from what goes into links and comes out of them: links.js, when it is first wanted.
import { carriedBeside } from '../engine/load-part-script.ts';
import type { links } from '../training/link/part.ts';
import './shared.ts';

/** In one file it stands after the page's own script. */
const isRead = () =>
  document.readyState === 'loading' &&
  new Promise((resolve) => addEventListener('DOMContentLoaded', resolve, { once: true }));

export async function loadLinks(): Promise<typeof links> {
  await isRead();
  return carriedBeside<typeof links>('links');
}
