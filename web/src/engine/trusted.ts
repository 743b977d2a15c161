// Trusted Types: where a page's policy says `require-trusted-types-for 'script'`, a browser takes addresses of scripts
// and markup from named policies only. Everything here goes through one, named pay-attention: the addresses of our own
// workers and scripts, and (in the classic scripts, which carry Lit) Lit's templates, never data.

interface Policy {
  createHTML(markup: string): string;
  createScriptURL(address: string): string;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = { createHTML: (markup) => markup, createScriptURL: (address) => address };

const factory = () => (globalThis as { trustedTypes?: Factory }).trustedTypes;

let made: { policy: Policy | undefined } | undefined;

function makePolicy(): Policy | undefined {
  try {
    return factory()?.createPolicy('pay-attention', rules);
  } catch {
    return undefined; // `trusted-types` does not list it
  }
}

/** Undefined where there are no Trusted Types, or where the page allows no policy of this name. */
export function policy(): Policy | undefined {
  made ??= { policy: makePolicy() };
  return made.policy;
}

/** Whether the page's Content-Security-Policy has refused the policy. */
export const isPolicyRefused = () => factory() !== undefined && policy() === undefined;

/** The address of a script of ours as the page takes it. */
export const scriptUrl = (address: string) => policy()?.createScriptURL(address) ?? address;
