// The page's own elements: which of them show what, and their definitions.
import type { Figure } from './figure.ts';
import { ClaimFigure } from './figures/claim.ts';
import { DrawFigure } from './figures/draw.ts';
import { HeadsFigure } from './figures/heads.ts';
import { LookBackFigure } from './figures/look-back/look-back.ts';
import { PatchFigure } from './figures/patch/patch.ts';
import { PredictionFigure } from './figures/prediction.ts';
import { RightWordFigure } from './figures/right-word.ts';
import { RunFigure } from './figures/run.ts';
import { SoftmaxFigure } from './figures/softmax.ts';
import { StepsFigure } from './figures/steps.ts';
import { TakeFigure } from './figures/take/take.ts';
import { TrainFigure } from './figures/train/train.ts';
import { WordsFigure } from './figures/words.ts';

/** Those that show what the instrument shows, and those that show the post's model. */
const figures = {
  'right-word-figure': RightWordFigure,
  'steps-figure': StepsFigure,
  'softmax-figure': SoftmaxFigure,
  'prediction-figure': PredictionFigure,
  'draw-figure': DrawFigure,
  'heads-figure': HeadsFigure,
  'patch-figure': PatchFigure,
  'claim-figure': ClaimFigure,
  'take-figure': TakeFigure,
};
const postFigures = {
  'words-figure': WordsFigure,
  'run-figure': RunFigure,
};

const elementsOf = (names: object) =>
  Object.keys(names).flatMap((name) => [...document.querySelectorAll<Figure>(name)]);

export const figuresOfInstrument = () => elementsOf(figures);
export const figuresOfPost = () => elementsOf(postFigures);

const definitions = Object.entries({
  'look-back-figure': LookBackFigure,
  ...figures,
  ...postFigures,
  'train-figure': TrainFigure,
});

/** One after another, so that none of them holds up the instrument or the reader. */
export function defineFigures(): void {
  const next = definitions.shift();
  if (!next) return;
  customElements.define(...next);
  setTimeout(defineFigures);
}
