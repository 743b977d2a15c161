// Two origins on ports that the system chooses. Each serves the built site, at its root and under a sub-path, and the
// fixtures, in which {{here}} and {{there}} stand for the address of the site on this origin and on the other one.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import sirv from 'sirv';
import { inOneFile } from '../../web/src/engine/index.ts';

const folder = import.meta.dirname;
const sitePath = '/some/blog/attention/';

/** What strict hosts send with a page, by its name or as its query says (?trusted); {{there}} as above. */
const policies: Record<string, string> = {
  'strict.html': [
    "default-src 'none'",
    "script-src {{there}} 'wasm-unsafe-eval'",
    "style-src 'none'",
    "worker-src 'none'",
    "connect-src 'none'",
    "img-src 'self'", // a browser asks for favicon.ico by itself, now or later
  ].join('; '),
  trusted: "require-trusted-types-for 'script'; trusted-types pay-attention",
  'untrusted.html': "require-trusted-types-for 'script'; trusted-types 'none'",
  'strict_worker.html':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self'",
};

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };

/** The model of stories, as one file or by the names of its three. */
async function modelFile(name: string): Promise<Buffer> {
  const read = (name: string) => readFileSync(`${folder}/../../dist/story/${name}`);
  if (name !== 'whole.safetensors') return read(name);
  const [config, tokenizer] = ['config.json', 'tokenizer.json'].map((name) => read(name).toString());
  const files = { config: config as string, tokenizer: tokenizer as string };
  return Buffer.concat(await inOneFile({ ...files, weights: read('model.safetensors') }));
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function listen(other: () => Server): Promise<Server> {
  const site = sirv(`${folder}/../../dist`, { dev: true });
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', addressOf(server));
    if (pathname.startsWith(sitePath)) {
      const policy = policies[search.slice(1)];
      if (policy) response.setHeader('Content-Security-Policy', policy);
      request.url = pathname.slice(sitePath.length - 1);
      return site(request, response);
    }
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (!pathname.startsWith('/fixtures/')) return site(request, response);
    const name = pathname.replace(/^\/fixtures\//, '');
    // A model that other origins may read, or not.
    const [, sharing, file] = /^(shared|unshared)\/(.*)$/.exec(name) ?? [];
    if (file !== undefined) {
      if (sharing === 'shared') response.setHeader('Access-Control-Allow-Origin', '*');
      modelFile(file).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
      return;
    }
    const fill = (text: string) =>
      text
        .replaceAll('{{here}}', `${addressOf(server)}${sitePath}`)
        .replaceAll('{{there}}', `${addressOf(other())}${sitePath}`);
    try {
      const text = fill(readFileSync(`${folder}/fixtures/${name}`, 'utf8'));
      response.setHeader('Content-Type', types[extname(name)] ?? 'text/plain');
      const policy = policies[search.slice(1)] ?? policies[name];
      if (policy) response.setHeader('Content-Security-Policy', fill(policy));
      response.end(text);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export interface Servers {
  /** The built site at the root of its host. */
  root: string;
  /** The built site. */
  site: string;
  /** The same, with the post's model in its instrument. */
  post: string;
  /** The address of a fixture, on another origin than the script it loads. */
  fixture(name: string): string;
  close(): void;
}

export async function startServers(): Promise<Servers> {
  const one: Server = await listen(() => two);
  const two: Server = await listen(() => one);
  return {
    root: `${addressOf(one)}/`,
    site: `${addressOf(one)}${sitePath}`,
    post: `${addressOf(one)}${sitePath}#model=post`,
    fixture: (name) => `${addressOf(two)}/fixtures/${name}`,
    close() {
      for (const server of [one, two]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
