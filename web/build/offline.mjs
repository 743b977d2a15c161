// The page's service worker, by Workbox: it keeps the page and what the page loads later, all of one build, until the
// next build is there as a whole. `node web/build/offline.mjs FOLDER` makes it for a site that was changed by hand.
import { generateSW } from 'workbox-build';
import { isCommand } from './readme.mjs';

/** sw.js beside the page in `folder`, for what is there now. */
export async function writeServiceWorker(folder) {
  const { warnings } = await generateSW({
    globDirectory: folder,
    globPatterns: [
      'index.html',
      '*.webmanifest',
      'icon-*.png',
      '{post,transformer,files,stories,story,snapshots,links}.js',
      'words/*.js',
    ],
    swDest: `${folder}/sw.js`,
    // Few open a model of another family: what that takes is kept once it was wanted.
    runtimeCaching: [
      {
        urlPattern: /\/families\.js/,
        handler: 'CacheFirst',
        options: { cacheName: 'families', expiration: { maxEntries: 1 } },
      },
      // The owner's list of models may change without a build.
      { urlPattern: /\/models\.json$/, handler: 'NetworkFirst', options: { cacheName: 'models' } },
    ],
    mode: 'production',
    sourcemap: false,
    inlineWorkboxRuntime: true,
    cleanupOutdatedCaches: true,
    ignoreURLParametersMatching: [/^[0-9a-f]{8}$/], // the build's, of what the page loads later
  });
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
}

if (isCommand(import.meta.url)) await writeServiceWorker(process.argv[2]);
