// What comes once the first link is made or taken, as a script of its own, links.js. What it imports from outside this
// folder it takes from the page, which has it already: page/shared.ts.
import { readOutcome, readRecipe } from './recipe.ts';
import { readLinked, travelBy } from './travel.ts';
import { unpackModel, wholeName } from './whole-model.ts';

export const links = { readLinked, readOutcome, readRecipe, travelBy, unpackModel, wholeName };
