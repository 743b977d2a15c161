// The element's attributes where people look them up, from the table beside its source (element/attributes.ts):
// dist/custom-elements.json for editors, and the README's table, which `node web/build/attributes.mjs` writes and
// `--check` compares.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { isCommand, writeSection } from './readme.mjs';

const inCode = (text) => (/^[\d.]+$|^(all|line|post|auto|show|whole)$/.test(text) ? `\`${text}\`` : text);

function table(attributes) {
  const rows = attributes.map(
    ({ name, about, initial }) => `| \`${name}\` | ${about} | ${inCode(initial)} |`,
  );
  return ['| attribute | what it is | default |', '| --- | --- | --- |', ...rows].join('\n');
}

const plain = (text) => text.replaceAll('`', '');

/** https://github.com/webcomponents/custom-elements-manifest, version 1. */
function manifest({ attributes, events, cssProperties, cssParts }) {
  const declaration = {
    kind: 'class',
    customElement: true,
    name: 'PayAttention',
    tagName: 'pay-attention',
    description: 'A sentence, where a model looks from each of its words, and what it would say next.',
    superclass: { name: 'LitElement', package: 'lit' },
    attributes: attributes.map(({ name, property, type, about, initial }) => ({
      name,
      fieldName: property,
      description: plain(about),
      type: { text: type },
      default: initial,
    })),
    members: attributes.map(({ property, name, type, about }) => ({
      kind: 'field',
      name: property,
      attribute: name,
      description: plain(about),
      type: { text: type },
    })),
    events: events.map(([name, type, description]) => ({ name, type: { text: type }, description })),
    cssProperties: cssProperties.map((name) => ({ name })),
    cssParts: cssParts.map((name) => ({ name })),
  };
  const exports = [
    { kind: 'js', name: 'PayAttention', declaration: { name: 'PayAttention' } },
    { kind: 'custom-element-definition', name: 'pay-attention', declaration: { name: 'PayAttention' } },
  ];
  const modules = [
    { kind: 'javascript-module', path: 'dist/npm/element.js', declarations: [declaration], exports },
  ];
  return { schemaVersion: '1.0.0', modules };
}

const described = () => import(pathToFileURL(`${root}/build/page/attributes.js`));

/** After build/page/attributes.js is made. */
export async function writeManifest() {
  writeFileSync(
    `${root}/dist/custom-elements.json`,
    `${JSON.stringify(manifest(await described()), null, 2)}\n`,
  );
}

if (isCommand(import.meta.url)) writeSection('attributes', table((await described()).attributes));
