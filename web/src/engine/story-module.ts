// The model that ships: web/story, as a script can carry it.
export { story } from '#story/story.js';
