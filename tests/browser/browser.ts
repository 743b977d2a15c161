// One small interface over three real browsers, for tests: what a reader can do, and what a reader can see.
// Elements are found by a path of selectors: 'pay-attention >>> button.sample' steps into the shadow root.
import { spawnSync } from 'node:child_process';

export interface Browser {
  /** Loads the page anew, even if only the address's hash differs, and forgets earlier problems. */
  open(url: string): Promise<void>;
  /** Later calls act inside this frame of the page, until the next open(). */
  enterFrame(path: string): Promise<void>;
  leaveFrame(): Promise<void>;
  /** Calls a function in the page; it sees its arguments and the page's globals only. Values travel as JSON. */
  evaluate<Args extends unknown[], Result>(
    call: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Runs the text of a script in the page, whatever the page's policy is. */
  run(script: string): Promise<void>;
  hover(path: string): Promise<void>;
  click(path: string): Promise<void>;
  /** Keys, one by one, to what has the focus. */
  type(text: string): Promise<void>;
  /** A key by its name in KeyboardEvent.key. */
  press(key: string): Promise<void>;
  /** The page's own size in CSS pixels. */
  setViewport(width: number, height: number): Promise<void>;
  screenshot(file: string): Promise<void>;
  /**
   * Errors on the console, uncaught ones and CSP violations since open() or the last call. WebKit tells only of those
   * after loading.
   */
  takeProblems(): Promise<string[]>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  colorScheme?: 'light' | 'dark';
}

/** The path of a program; a missing one is an error, so that no browser is left out in silence. */
export function programPath(command: string, debianPackage: string): string {
  const { stdout, status } = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} is not on the PATH: install Debian's ${debianPackage}`);
  return stdout.trim();
}

/** Runs in the page. */
export function find(path: string): Element {
  let element: Element | null = null;
  for (const selector of path.split(' >>> ')) {
    const root: ParentNode = element?.shadowRoot ?? element ?? document;
    element = root.querySelector(selector);
    if (!element) throw new Error(`The page has no ${path}`);
  }
  return element as Element;
}

/** Runs in the page: brings an element into view and waits until it has stood still for some frames. */
export function standsStill(element: Element): Promise<void> {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  let before = '';
  let frames = 0;
  return new Promise((resolve) => {
    const look = () => {
      const { x, y } = element.getBoundingClientRect();
      frames = before === `${x} ${y}` ? frames + 1 : 0;
      before = `${x} ${y}`;
      if (frames === 3) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}
