// Chromium over the DevTools protocol and Firefox over WebDriver BiDi, both through puppeteer-core.
import puppeteer, {
  type ElementHandle,
  type Frame,
  type KeyInput,
  type LaunchOptions as Launch,
} from 'puppeteer-core';
import { type Browser, find, type LaunchOptions, programPath, standsStill } from './browser.ts';

const asRoot = process.getuid?.() === 0;

/** A Chromium that sends nothing but what the page sends. */
export const chromiumOptions = (): Launch => ({
  executablePath: programPath('chromium', 'chromium'),
  args: [
    ...(asRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

export function launchChromium({ colorScheme = 'light' }: LaunchOptions): Promise<Browser> {
  return launch(chromiumOptions(), colorScheme);
}

export function launchFirefox({ colorScheme = 'light' }: LaunchOptions): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: programPath('firefox-esr', 'firefox-esr'),
    extraPrefsFirefox: {
      'browser.chrome.site_icons': false, // the browser's own request for one would violate strict pages' policies
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
    },
  });
}

/** Firefox before 144 sets the size, and then fails at the screen's orientation, which nothing here needs. */
function leaveOrientation(error: Error): void {
  if (!error.message.includes('unknown command emulation.setScreenOrientationOverride')) throw error;
}

async function launch(options: Launch, emulatedScheme?: string): Promise<Browser> {
  const browser = await puppeteer.launch(options);
  const page = await browser.newPage(); // Firefox's first page never gets the focus, and Enter presses no button there
  if (emulatedScheme) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: emulatedScheme }]);
  }

  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => dialog.accept()); // "Leave the page?", where a model is still being trained
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url ?? ''}`);
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`The CSP forbids ${blockedURI} as ${violatedDirective}`);
    });
  });

  let frame: Frame = page.mainFrame();
  const element = async (path: string) =>
    (await frame.evaluateHandle(find, path)).asElement() as ElementHandle<Element>;

  return {
    async open(url) {
      frame = page.mainFrame();
      await page.goto('about:blank');
      problems.length = 0;
      await page.goto(url);
    },
    async enterFrame(path) {
      const inner = await (await element(path)).contentFrame();
      if (!inner) throw new Error(`${path} is not a frame`);
      frame = inner;
    },
    async leaveFrame() {
      frame = page.mainFrame();
    },
    evaluate: (call, ...args) => frame.evaluate(call as (...args: unknown[]) => never, ...args),
    run: async (script) => void (await frame.evaluate(script)),
    hover: async (path) => (await element(path)).hover(),
    click: async (path) => {
      const origin = await element(path);
      await origin.evaluate(standsStill); // what is still moving would be missed
      await origin.click();
    },
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key as KeyInput),
    setViewport: (width, height) => page.setViewport({ width, height }).catch(leaveOrientation),
    screenshot: async (file) => void (await page.screenshot({ path: file as `${string}.png` })),
    takeProblems: async () => problems.splice(0),
    close: () => browser.close(),
  };
}
