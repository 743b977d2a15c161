// The model that ships at earlier moments of its training: web/story/snapshots, as a script can carry them.
export { snapshots } from '#story/snapshots.js';
