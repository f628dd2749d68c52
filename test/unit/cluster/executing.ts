// Runs plans for tests of `execute`, where each step ends as the test says, and keeps what was told.
import { silentLog } from '../../../src/base/log.ts';
import { execute, type Perform, type Telling } from '../../../src/cluster/execute.ts';
import { createPlaces, noPlace, type Places } from '../../../src/cluster/places.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { RunSummary, StepEvent } from '../../../src/model/runEvents.ts';

/** With no window but this one. */
export const places = (parallelism = 0): Places =>
  createPlaces(
    () => parallelism,
    () => Promise.resolve(noPlace),
  );

export const failure = { kind: 'unexpected', said: 'as the test wishes' } as const;

interface Ran {
  readonly summary: RunSummary;
  readonly events: readonly StepEvent[];
  readonly cancelledAt: number | undefined;
}

/** Runs with `perform` by step's machine name; `cancelAfter` aborts when that many events have been told. */
export async function run(
  ofPlan: Plan,
  perform: (name: string, telling: Telling) => Promise<Outcome<void>>,
  options: { readonly parallelism?: number; readonly cancelAfter?: number } = {},
): Promise<Ran> {
  const events: StepEvent[] = [];
  const cancel = new AbortController();
  let cancelledAt: number | undefined;
  const byAction = new Map(ofPlan.steps.map(({ id, action }) => [action, id]));
  const performed: Perform = (action, telling) => perform(byAction.get(action) ?? '?', telling);
  const stop = (): void => {
    if (events.length !== options.cancelAfter) return;
    cancelledAt = events.length;
    cancel.abort();
  };
  stop();
  const summary = await execute(ofPlan, {
    perform: performed,
    places: places(options.parallelism),
    signal: cancel.signal,
    onEvent: (event) => {
      events.push(event);
      stop();
    },
    log: silentLog,
  });
  return { summary, events, cancelledAt };
}
