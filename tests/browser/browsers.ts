// The three browsers by name.
import type { Browser, LaunchOptions } from './browser.ts';
import { launchChromium, launchFirefox } from './puppeteer.ts';
import { launchWebKit } from './webkit.ts';

const launchers = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };
export type BrowserName = keyof typeof launchers;
export const browserNames = Object.keys(launchers) as BrowserName[];

export const launch = (name: BrowserName, options: LaunchOptions = {}): Promise<Browser> =>
  launchers[name](options);
