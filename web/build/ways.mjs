// The README's ways into other people's places, as the page copies them (page/figures/take/ways.ts) for one example:
// `node web/build/ways.mjs` writes them and `--check` compares.
import { root } from './paths.mjs';
import { isCommand, writeSection } from './readme.mjs';

const address = 'https://example.org/attention/';

function section({ ways, exampleOf }) {
  const given = exampleOf(address);
  return Object.values(ways)
    .filter(({ of }) => of !== 'picture')
    .map(({ label, about, language, write }) => {
      const fence = language === 'md' ? '````' : '```';
      return `For **${label}**: ${about}\n\n${fence}${language}\n${write(given)}\n${fence}\n`;
    })
    .join('\n');
}

if (isCommand(import.meta.url)) writeSection('ways', section(await import(`${root}/build/page/ways.js`)));
