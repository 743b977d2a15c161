// An SVG as text that any reader of XML takes: what stands in a token may be anything.

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (Node | string)[];
}

export const node = (
  name: string,
  attributes: Node['attributes'],
  ...children: (Node | string | undefined)[]
): Node => ({ name, attributes, children: children.filter((child) => child !== undefined) });

/** Characters that XML 1.0 has no way to write: controls become their pictures, ␀ and so on. */
function allowed(text: string): string {
  return text.replace(/[^\t\n\r\x20-\u{d7ff}\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
  });
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const escaped = (text: string) =>
  allowed(text).replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? '');

/** As many decimals as can be seen. */
const written = (value: string | number) =>
  escaped(typeof value === 'number' ? String(Number(value.toFixed(2))) : value);

export function xmlOf({ name, attributes, children }: Node): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const tag = [name, ...given.map(([key, value]) => `${key}="${written(value as string | number)}"`)].join(
    ' ',
  );
  if (children.length === 0) return `<${tag}/>`;
  const inside = children.map((child) => (typeof child === 'string' ? escaped(child) : xmlOf(child)));
  return `<${tag}>${inside.join('')}</${name}>`;
}
