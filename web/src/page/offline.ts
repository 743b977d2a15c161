// The page without a network, after a first visit: a service worker (web/build/offline.mjs) keeps it. A newer version
// is offered once it is there as a whole, and comes by itself when no tab has the page open. Where there are no service
// workers (from a disk, in a sandbox), or no network to find one, nothing is lost.
import { scriptUrl } from '../engine/trusted.ts';

const script = 'sw.js';
const patience = 3000; // milliseconds after the first loading: what the page itself needs comes first

/** Undefined in a frame without an origin, where asking throws. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** Goes over to the version that waits; the address keeps what is shown. */
function use(waiting: ServiceWorker): void {
  const isUsed = () => {
    if (waiting.state === 'activated') location.reload();
  };
  waiting.addEventListener('statechange', isUsed);
  waiting.postMessage({ type: 'SKIP_WAITING' });
  isUsed(); // another tab may have been first
}

function offer(waiting: ServiceWorker): void {
  document.querySelector('.newer')?.remove();
  const notice = document.createElement('p');
  const button = document.createElement('button');
  notice.className = 'newer';
  notice.setAttribute('role', 'status');
  button.type = 'button';
  button.textContent = 'use it';
  button.addEventListener('click', () => use(waiting));
  document.body.append(notice);
  notice.append('A newer version is here · ', button);
}

/** What is installed beside an older version is an offer; the first one is no news. */
function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    if (registration.waiting && registration.active) offer(registration.waiting);
  };
  const follow = () => registration.installing?.addEventListener('statechange', look);
  look();
  follow();
  registration.addEventListener('updatefound', follow);
}

/** Looks for a newer version. A host that has the worker no more would leave its readers with what that has kept. */
async function renew(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch {
    const { status } = await fetch(script, { cache: 'no-store' });
    if (status === 404 || status === 410) await registration.unregister();
  }
}

async function begin(workers: ServiceWorkerContainer): Promise<void> {
  const registration = await workers.register(scriptUrl(script), { updateViaCache: 'none' });
  watch(registration);
  // A tab may be open for a week.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) renew(registration).catch(ignore);
  });
  await renew(registration);
}

/** There is no network, or no worker on this host. */
const ignore = () => {};

const workers = serviceWorkers();
// The site's page names its manifest; the page in one file has none.
if (workers && document.querySelector('link[rel="manifest"]'))
  addEventListener('load', () =>
    setTimeout(() => begin(workers).catch(ignore), workers.controller ? 0 : patience),
  );
