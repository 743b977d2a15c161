// What links.js takes from the page, by the names under which its sources import it: so that there is one engine, and
// one kind of error.
import { fields } from '../element/state.ts';
import { sourceOf } from '../engine/bytes.ts';
import { InputError, loadEngine } from '../engine/index.ts';
import { toNumberOrText } from '../engine/input.ts';
import { isObject, parsed, readHeader, writeHeader } from '../engine/safetensors.ts';
import { presets, usual } from '../training/presets.ts';
import { outcomeOf } from '../training/recipe.ts';
import { architectures, openingOf, sizes, starts, tokenizers } from '../training/settings.ts';
import { mostParameters, named, none } from '../training/travel.ts';

const shared = {
  ...{ fields, InputError, loadEngine, toNumberOrText, outcomeOf },
  ...{ isObject, parsed, readHeader, writeHeader, sourceOf },
  ...{ presets, usual, openingOf, architectures, sizes, starts, tokenizers },
  ...{ mostParameters, named, none },
};

const page = globalThis as { payAttention?: object };
page.payAttention = Object.assign(page.payAttention ?? {}, { shared });
