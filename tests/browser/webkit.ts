// WebKitGTK: its driver and MiniBrowser on a screen of their own (Xvfb), over plain WebDriver.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import { type Browser, find, type LaunchOptions, programPath, standsStill } from './browser.ts';

/** Starts a screen and returns its DISPLAY. */
async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const args = ['-displayfd', '3', '-screen', '0', '1920x1440x24', '-nolisten', 'tcp'];
  const screen = spawn(programPath('Xvfb', 'xvfb'), args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    screen.stdio[3]?.once('data', (text) => resolve(String(text).trim()));
    screen.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { screen, display: `:${number}` };
}

/** MiniBrowser's tool bar would keep its window wider than a phone. */
function createSettings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'webkit-'));
  mkdirSync(join(folder, 'gtk-3.0'));
  writeFileSync(join(folder, 'gtk-3.0/gtk.css'), '* { min-width: 0; padding: 0; margin: 0; font-size: 1px }');
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function connect(url: string): Promise<WebDriver> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`${url}/status`).catch(() => undefined);
    if (answer?.ok)
      return new Builder().usingServer(url).withCapabilities({ browserName: 'MiniBrowser' }).build();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('WebKitWebDriver did not start');
}

declare global {
  var problems: string[] | undefined;
}

/** Runs in the page. */
function collectProblems(): void {
  const problems: string[] = [];
  globalThis.problems = problems;
  addEventListener('error', (event) => problems.push(event.message));
  addEventListener('unhandledrejection', (event) => problems.push(String(event.reason)));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    problems.push(`The CSP forbids ${blockedURI} as ${violatedDirective}`);
  });
  const { error } = console;
  console.error = (...values: unknown[]) => {
    problems.push(values.join(' '));
    error(...values);
  };
}

const keys: Record<string, string> = {
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  Backspace: Key.BACK_SPACE,
  End: Key.END,
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  Home: Key.HOME,
  Tab: Key.TAB,
};

export async function launchWebKit({ colorScheme = 'light' }: LaunchOptions): Promise<Browser> {
  const program = programPath('WebKitWebDriver', 'webkit2gtk-driver');
  const { screen, display } = await startScreen();
  const settings = createSettings();
  const port = await freePort();
  const server = spawn(program, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display,
      GTK_THEME: colorScheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
      XDG_CONFIG_HOME: settings,
      // A screen without a graphics card: to hand each frame over through one that is emulated takes 100 ms and more.
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
      // Each page compiles the wasm anew, the best of three times for functions that ran this often: by default seven
      // seconds of both processors for a page that trains for two. The long runs still get there.
      JSC_thresholdForOMGOptimizeAfterWarmUp: '1000000',
    },
  });
  const stop = () => {
    server.kill();
    screen.kill();
    rmSync(settings, { recursive: true, force: true });
  };
  const driver = await connect(`http://127.0.0.1:${port}`).catch((error) => {
    stop();
    throw error;
  });

  const evaluate: Browser['evaluate'] = async (call, ...args) => {
    const script = `
      const args = [...arguments];
      const done = args.pop();
      Promise.resolve().then(() => (${call})(...args))
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await driver.executeAsyncScript<{ value: never; error?: string }>(
      script,
      ...args,
    );
    if (error) throw new Error(error);
    return value;
  };
  const element = (path: string) => driver.executeScript<WebElement>(`return (${find})(arguments[0])`, path);
  const pointAt = async (path: string) => {
    const origin = await element(path);
    await driver.executeAsyncScript(`(${standsStill})(arguments[0]).then(arguments[1])`, origin);
    return driver.actions().move({ origin });
  };

  return {
    async open(url) {
      await driver.switchTo().defaultContent();
      await driver.get('about:blank');
      await driver.get(url);
      await driver.executeScript(collectProblems);
    },
    enterFrame: async (path) => driver.switchTo().frame(await element(path)),
    leaveFrame: () => driver.switchTo().defaultContent(),
    evaluate,
    run: (script) => driver.executeScript(script),
    hover: async (path) => (await pointAt(path)).perform(),
    click: async (path) => (await pointAt(path)).click().perform(),
    type: (text) => driver.actions().sendKeys(text).perform(),
    press: (key) =>
      driver
        .actions()
        .sendKeys(keys[key] ?? key)
        .perform(),
    async setViewport(width, height) {
      const bars = await evaluate(() => outerHeight - innerHeight);
      await driver
        .manage()
        .window()
        .setRect({ x: 0, y: 0, width, height: height + bars });
      const hasSize = () => evaluate((w, h) => innerWidth === w && innerHeight === h, width, height);
      await driver.wait(hasSize, 5000, `the window does not get ${width} x ${height} pixels`);
    },
    screenshot: async (file) => writeFileSync(file, await driver.takeScreenshot(), 'base64'),
    takeProblems: () => evaluate(() => globalThis.problems?.splice(0) ?? []),
    async close() {
      await driver.quit().catch(() => {});
      stop();
    },
  };
}
