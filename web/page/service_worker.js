/**
 * The page without a network: the service worker keeps the files of one build and answers with them, so that a visit sees
 * one build only. A new build is fetched in the background, whole or not at all, and takes over once every page of the old one
 * is closed. Runs in a thread of the browser's own.
 */
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

const worker = /** @type {any} */ (globalThis);

cleanupOutdatedCaches();
// The build writes the list: address, hash and integrity of each file.
precacheAndRoute(/** @type {any} */ (globalThis).GLASSNET_FILES, {
  ignoreURLParametersMatching: [/./],
  cleanURLs: false,
});
// The first visit: what it fetches later is of the build that it began with.
worker.addEventListener('activate', (/** @type {{ waitUntil: (done: Promise<void>) => void }} */ event) =>
  event.waitUntil(worker.clients.claim()),
);
