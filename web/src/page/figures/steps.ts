// Chapter 3: the pair view, and the same steps for every key of the query.
import { html, nothing, type TemplateResult } from 'lit';
import { pairData, stepsTable } from '../../element/shown.ts';
import { pinning } from '../../element/state.ts';
import { isDark } from '../../views/colour.ts';
import { pair } from '../../views/pair.ts';
import { table } from '../../views/table.ts';
import { Figure } from '../figure.ts';

export class StepsFigure extends Figure {
  protected override render(): TemplateResult | typeof nothing {
    if (!this.shown) return nothing;
    const choose = (cell: Parameters<typeof pinning>[0]) => this.change(pinning(cell));
    return html`${pair(pairData(this.shown, this.say), { dark: isDark(this), choose })}
    ${table(stepsTable(this.shown, this.say), this.say)}`;
  }
}
