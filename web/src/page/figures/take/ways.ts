// The ways in which what is shown gets into somebody's own place: for each, what to paste, and what is to be known of
// it. The README's list is made from here as well.
import {
  embedTag,
  escaped,
  instrumentTag,
  type Picture,
  type Script,
  scriptTag,
} from '../../../element/embed.ts';
import type { State } from '../../../element/state.ts';

/** What is shown, and where things are. */
export interface Given {
  state: State;
  script: Script;
  /** embed.html with the state in its hash. */
  frame: string;
  /** What a frame is called for those who hear it. */
  title: string;
  /** Of embed.html with this state, in CSS pixels: in a column of text, and on a phone. */
  heights: Heights;
  picture: Picture | undefined;
}

export interface Heights {
  wide: number;
  narrow: number;
}

export interface Way {
  label: string;
  /** What is to be known, in a sentence or two; code stands between backticks. */
  about: string;
  /** The language of what is pasted, as Markdown names it. */
  language: 'html' | 'jsx' | 'md' | 'json' | 'svg';
  /** What makes it: the tag, with the model by its name; the frame; the picture alone. */
  of: 'tag' | 'frame' | 'picture';
  write(given: Given): string;
}

/** Of the column of text and of the phone that heights are measured in. */
export const widths: Heights = { wide: 680, narrow: 344 };

function frameTag({ frame, title, heights }: Given): string {
  const attributes = { src: frame, title, width: '100%', height: String(heights.wide) };
  const named = Object.entries(attributes).map(([name, text]) => `${name}="${escaped(text)}"`);
  return `<iframe ${named.join(' ')} frameborder="0" loading="lazy" allow="clipboard-write"></iframe>`;
}

/** It is as high as it says that it is, and until then as high as it was when it was copied. */
const frameWithHeight = (given: Given) => `${frameTag(given)}
<script>{
  const frame = document.currentScript.previousElementSibling;
  if (frame.clientWidth < ${(widths.wide + widths.narrow) / 2}) frame.height = ${given.heights.narrow};
  addEventListener('message', ({ source, data }) => {
    if (source === frame.contentWindow && data?.payAttention) frame.height = data.payAttention.height;
  });
}</script>`;

/** https://oembed.com: what a site that is given the address takes from there. */
const oembed = (given: Given) =>
  JSON.stringify(
    {
      version: '1.0',
      type: 'rich',
      provider_name: 'Pay Attention',
      provider_url: new URL('.', given.frame).href,
      title: given.title,
      width: widths.wide,
      height: given.heights.wide,
      html: frameTag(given),
    },
    null,
    2,
  );

const tag = ({ state, script, picture }: Given) => embedTag(state, script, picture);

/** In JSX a script that is `async` is put into the page's head, once. */
const jsx = ({ state, script, picture }: Given) =>
  `${scriptTag(script, ' async').replace('crossorigin', 'crossOrigin')}\n\n${instrumentTag(state, picture)}`;

const astro = ({ state, script, picture }: Given) =>
  `${scriptTag(script, ' is:inline')}\n\n${instrumentTag(state, picture)}`;

export const ways = {
  html: {
    label: 'a web page (HTML)',
    about:
      'Also for Markdown that lets HTML through, as Jekyll’s and Eleventy’s does. The picture in the tag is shown ' +
      'where no script runs: in a feed reader, say.',
    language: 'html',
    of: 'tag',
    write: tag,
  },
  iframe: {
    label: 'a frame (iframe)',
    about:
      'For places that allow frames and no scripts of others. The script below it gives the frame its height; ' +
      'without that it has the height that it had here.',
    language: 'html',
    of: 'frame',
    write: frameWithHeight,
  },
  mdx: {
    label: 'MDX (React, Next, Docusaurus)',
    about: 'It is JSX: React 19 puts the script into the page’s head.',
    language: 'jsx',
    of: 'tag',
    write: jsx,
  },
  astro: {
    label: 'Astro',
    about: 'In `.astro`, `.md` and `.mdx`; `is:inline` tells Astro to leave the script where it is.',
    language: 'html',
    of: 'tag',
    write: astro,
  },
  hugo: {
    label: 'Hugo',
    about:
      'Hugo drops HTML from Markdown. Once: put `{{ .Inner | safeHTML }}` into `layouts/shortcodes/html.html`.',
    language: 'md',
    of: 'tag',
    write: (given: Given) => `{{< html >}}\n${tag(given)}\n{{< /html >}}`,
  },
  quarto: {
    label: 'Quarto, R Markdown, Pandoc',
    about: 'A raw block: Pandoc hands it on to HTML as it is, and leaves it out of PDF.',
    language: 'md',
    of: 'tag',
    write: (given: Given) => `\`\`\`{=html}\n${tag(given)}\n\`\`\``,
  },
  jupyter: {
    label: 'Jupyter',
    about:
      'A cell of its own. It is live once the cell has run, and in what nbconvert makes of the notebook.',
    language: 'html',
    of: 'tag',
    write: (given: Given) => `%%html\n${tag(given)}`,
  },
  oembed: {
    label: 'oEmbed',
    about:
      'A file for your site, named in your page’s head: `<link rel="alternate" type="application/json+oembed" ' +
      'href="…">`. Sites that are given the page’s address then show the instrument.',
    language: 'json',
    of: 'frame',
    write: oembed,
  },
  svg: {
    label: 'a picture (SVG)',
    about: 'What is shown, still: its words are text, and it needs nothing else.',
    language: 'svg',
    of: 'picture',
    write: ({ picture }: Given) => picture?.svg ?? '',
  },
} satisfies Record<string, Way>;

export type WayName = keyof typeof ways;
export const wayNames = Object.keys(ways) as WayName[];
