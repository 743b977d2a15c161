// The models that a site's owner offers: models.json beside the page. Without it, or without a network, there are none.

export interface SiteModel {
  readonly name: string;
  /** Whole: the list may have it from the page's own. */
  readonly address: string;
  /** What the owner says of it; may be empty. */
  readonly about: string;
}

const mostModels = 100;

function modelsIn(list: unknown, base: string): SiteModel[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, mostModels).flatMap((given: unknown) => {
    const { name, address, about } = Object(given) as Partial<Record<string, unknown>>;
    if (typeof name !== 'string' || typeof address !== 'string' || !URL.canParse(address, base)) return [];
    return [{ name, address: new URL(address, base).href, about: typeof about === 'string' ? about : '' }];
  });
}

/** `base`: the page's address. What is in the list and is no model is left out. */
export async function siteModels(base: string): Promise<SiteModel[]> {
  if (globalThis.origin === 'null') return []; // a disk, or a frame without an origin: neither has a site
  try {
    const response = await fetch(new URL('models.json', base));
    return response.ok ? modelsIn(await response.json(), base) : [];
  } catch {
    return [];
  }
}
