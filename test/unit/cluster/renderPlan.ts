// A plan as text for tests: what people read of its steps, in columns. Steps behind which one comes are called by their names here, so
// that a plan with one step more differs in one line.
import { english } from '../../../src/base/text.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planRows, stepName } from '../../../src/model/planRows.ts';

/** One line per step, and below a create its flags. Empty: no steps. */
export function renderPlan(plan: Plan): string {
  const names = new Map(plan.steps.map(({ id, action }) => [id, stepName(action, english)]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const rows = planRows(plan);
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return plan.steps
    .flatMap(({ after, afterStage }, index) => {
      const { name = '', details = [], flags = [] } = rows[index] ?? {};
      const all = [
        ...details,
        ...(after.length === 0 ? [] : [`after ${after.map(nameOf).join(', ')}`]),
        ...(afterStage ? [`after the beginning of ${nameOf(afterStage.step)}`] : []),
      ];
      return [
        `${name.padEnd(width)}  ${all.join(', ')}`.trimEnd(),
        ...(flags.length === 0 ? [] : [`    ${flags.join(' ')}`]),
      ];
    })
    .join('\n');
}
