// `execute` walks any graph, whatever fails and whenever it is cancelled: what must hold is held for random ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import type { Telling } from '../../../src/cluster/execute.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import { becauseCancelled, type RunSummary } from '../../../src/model/runEvents.ts';
import { failure, run } from './executing.ts';
import { machine, plan, step } from './steps.ts';

const all = ({ done, failed, skipped }: RunSummary): string[] =>
  [...done, ...failed.map(({ step }) => step), ...skipped.map(({ step }) => step)].sort();

/** Graphs of up to twelve steps, in any order, with their fates: fails, may fail, takes how many turns. */
const graphs = fc
  .array(
    fc.record({
      before: fc.array(fc.nat(11), { maxLength: 3 }),
      fails: fc.boolean(),
      mayFail: fc.boolean(),
      throws: fc.boolean(),
      turns: fc.nat(4),
      virtualbox: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .chain((fates) =>
    fc.record({
      fates: fc.constant(fates),
      steps: fc.shuffledSubarray(
        fates.map(({ before, mayFail, virtualbox }, index) =>
          step(
            `s${String(index)}`,
            [...new Set(before.filter((each) => each < index))].map((each) => `s${String(each)}`),
            {
              mayFail,
              action: {
                kind: 'createMachine',
                machine: machine(`s${String(index)}`, virtualbox ? 'virtualbox' : 'generic'),
              },
            },
          ),
        ),
        { minLength: fates.length, maxLength: fates.length },
      ),
      parallelism: fc.integer({ min: 0, max: 3 }),
      cancelAfter: fc.option(fc.nat(20), { nil: undefined }),
    }),
  );

describe('any graph, any failures, a cancel at any moment', () => {
  test('is told truthfully', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ fates, steps, parallelism, cancelAfter }) => {
        let running = 0;
        let most = 0;
        let creating = 0;
        let mostCreating = 0;
        const ended = new Set<string>();
        const began: string[] = [];
        const performed = async (id: string, telling: Telling): Promise<Outcome<void>> => {
          const fate = fates[Number(id.slice(1))]!;
          began.push(id);
          most = Math.max(most, (running += 1));
          if (fate.virtualbox) mostCreating = Math.max(mostCreating, (creating += 1));
          for (const before of steps.find((each) => each.id === id)!.after) expect(ended).toContain(before);
          for (let turn = 0; turn < fate.turns; turn += 1) await Promise.resolve();
          if (fate.virtualbox) creating -= 1;
          telling.stage('waitingForSsh');
          for (let turn = 0; turn < fate.turns; turn += 1) await Promise.resolve();
          running -= 1;
          ended.add(id);
          if (fate.throws && fate.fails) throw new Error('a bug');
          return telling.signal.aborted || fate.fails ? err(failure) : ok(undefined);
        };
        const { summary, events, cancelledAt } = await run(plan(...steps), performed, {
          parallelism,
          ...(cancelAfter === undefined ? {} : { cancelAfter }),
        });

        // Each step is in exactly one list.
        expect(all(summary)).toEqual(steps.map(({ id }) => id).sort());
        // What began was told to begin, ended, and stands in the summary as what it ended as.
        expect(events.flatMap((event) => (event.kind === 'began' ? [event.step] : []))).toEqual(began);
        expect([...summary.done, ...summary.failed.map((each) => each.step)].sort()).toEqual([...began].sort());
        // Bounds.
        expect(most).toBeLessThanOrEqual(parallelism === 0 ? 8 : parallelism);
        expect(mostCreating).toBeLessThanOrEqual(1);
        // Nothing begins after the cancel.
        if (cancelledAt !== undefined)
          expect(events.slice(cancelledAt).filter(({ kind }) => kind === 'began')).toEqual([]);
        expect(summary.isCancelled).toBe(cancelledAt !== undefined && summary.done.length < steps.length);

        const byId = new Map(steps.map((each) => [each.id, each]));
        const failed = new Set(summary.failed.map((each) => each.step));
        const skipped = new Map(summary.skipped.map((each) => [each.step, each.because]));
        for (const [id, because] of skipped) {
          const blockers = byId
            .get(id)!
            .after.filter((each) => skipped.has(each) || (failed.has(each) && !byId.get(each)!.mayFail));
          // Nothing is left out without a reason, and the reason is a failure it rests on or the cancel.
          if (because === becauseCancelled) expect(cancelledAt).toBeDefined();
          else expect(failed).toContain(because);
          if (because !== becauseCancelled) expect(blockers.length).toBeGreaterThan(0);
          if (cancelledAt === undefined) expect(because).not.toBe(becauseCancelled);
        }
        // Whatever rests on no failure has run.
        if (cancelledAt === undefined)
          for (const { id, after } of steps)
            if (after.every((each) => !skipped.has(each) && (!failed.has(each) || byId.get(each)!.mayFail)))
              expect(began).toContain(id);
      }),
      { numRuns: 300 },
    );
  });
});
