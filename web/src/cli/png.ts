// An SVG as the pixels of a PNG, by a library that is there only where somebody has installed it.
import { UsageError } from './arguments.ts';

const library = '@resvg/resvg-js';

export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch(() => {
    throw new UsageError(
      `--out can end in .png where ${library} is installed (npm install ${library}): use .svg`,
    );
  });
  return new Resvg(svg).render().asPng();
}
