// Two origins on ports that the system chooses. Each serves the built site, at its root and under a sub-path, and the
// fixtures, in which {{here}} and {{there}} stand for the address of the site on this origin and on the other one.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import sirv from 'sirv';
import { inOneFile } from '../../web/src/engine/index.ts';
import { part } from '../engine/shards.ts';

const folder = import.meta.dirname;
const sitePath = '/some/blog/attention/';
/** Another version of it, whose scripts do not understand this one's parts, nor these them. */
const otherPath = '/other/attention/';
const otherWord = ['"ready"', '"begun"'] as const;
/** The same from a host that lets anybody read its files, as GitHub's pages are. */
const openPath = '/open/attention/';
/** Posts that tests have written, and files that everybody may read, by their paths. */
const posts = new Map<string, string>();
const shared = new Map<string, Buffer>();

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
  'strict_host.html': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'strict_worker.html':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self'",
};

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };

/** The model of stories, as one file, by the names of its three, or published/ in shards. */
async function modelFile(name: string): Promise<Buffer> {
  const read = (name: string) => readFileSync(`${folder}/../../dist/story/${name}`);
  if (name.startsWith('published/')) {
    const index = { weight_map: { even: 'model-0-of-2.safetensors', odd: 'model-1-of-2.safetensors' } };
    const [, file = ''] = name.split('/');
    const [, half] = /^model-([01])-of-2/.exec(file) ?? [];
    if (half) return Buffer.from(part(read('model.safetensors'), (_, i) => i % 2 === Number(half)));
    if (file === 'model.safetensors.index.json') return Buffer.from(JSON.stringify(index));
    return read(file === 'model.safetensors' ? 'none' : file);
  }
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
    const path = [sitePath, openPath].find((path) => pathname.startsWith(path));
    if (path) {
      const policy = policies[search.slice(1)];
      if (policy) response.setHeader('Content-Security-Policy', policy);
      if (path === openPath) response.setHeader('Access-Control-Allow-Origin', '*');
      request.url = pathname.slice(path.length - 1);
      return site(request, response);
    }
    const file = shared.get(pathname);
    if (file) return response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end(file);
    if (pathname.startsWith(otherPath)) {
      const script = readFileSync(`${folder}/../../dist/${pathname.slice(otherPath.length)}`, 'utf8');
      response.setHeader('Content-Type', types['.js'] as string);
      return response.end(script.replaceAll(...otherWord));
    }
    const post = posts.get(pathname);
    if (post !== undefined) {
      response.setHeader('Content-Type', types['.html'] as string);
      return response.end(post);
    }
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (!pathname.startsWith('/fixtures/')) return site(request, response);
    const name = pathname.replace(/^\/fixtures\//, '');
    // A model that other origins may read, or not.
    const [, sharing, modelName] = /^(shared|unshared)\/(.*)$/.exec(name) ?? [];
    if (modelName !== undefined) {
      if (sharing === 'shared') response.setHeader('Access-Control-Allow-Origin', '*');
      modelFile(modelName).then(
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
  /** The built site on a host that lets other origins read its files. */
  open: string;
  /** The site's scripts in another version, which has other words between a page and its workers. */
  other: string;
  /** The address of a post that has this in it, on another origin than the site. */
  paste(html: string): string;
  /** The address of a file that any origin may read, on that of the site. */
  share(name: string, content: Buffer): string;
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
    open: `${addressOf(one)}${openPath}`,
    other: `${addressOf(one)}${otherPath}`,
    paste(html) {
      const path = `/posts/${posts.size}`;
      const style = 'body { max-width: 680px; margin: 20px auto }';
      const head = `<meta charset="utf-8"><title>A post</title><style>${style}</style>`;
      posts.set(path, `<!doctype html><html lang="en">${head}<p>A post.</p>\n${html}\n<p>It goes on.</p>`);
      return `${addressOf(two)}${path}`;
    },
    share(name, content) {
      const path = `/shared/${shared.size}/${name}`;
      shared.set(path, content);
      return `${addressOf(one)}${path}`;
    },
    fixture: (name) => `${addressOf(two)}/fixtures/${name}`,
    close() {
      for (const server of [one, two]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
