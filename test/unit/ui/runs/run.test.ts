// What is said while a plan runs and when it has ended.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Action, Plan, Step } from '../../../../src/model/plan.ts';
import { runProgress } from '../../../../src/ui/runs/runProgress.ts';
import {
  brokenWords,
  downWords,
  runReport,
  standingReport,
  standingWords,
  upReport,
  upWords,
} from '../../../../src/ui/runs/runReport.ts';
import { runSummary } from '../../cluster/steps.ts';
import { failed, noon, snapshot, wellCluster } from '../../samples.ts';

const step = (id: string, action: Action): Step => ({
  id,
  action,
  after: [],
  cause: { kind: 'missing' },
  undo: undefined,
  mayFail: false,
});
const start = (machine: string): Step => step(`start ${machine}`, { kind: 'startMachine', machine });
const remove = (machine: string): Step =>
  step(`remove ${machine}`, { kind: 'removeMachine', machine, driver: 'virtualbox' });
const plan = (verb: Plan['verb'], steps: readonly Step[]): Plan => ({
  verb,
  cluster: 'demo',
  steps,
  warnings: [],
  standing: [],
});
const well = wellCluster();
const whole = snapshot(well.machines, [well.cluster]);
const refused = { kind: 'engineRefused', address: '192.168.99.103:2376' } as const;
const oneDown = snapshot(
  well.machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine: failed<never>(refused) } : each)),
  [well.cluster],
);

describe('progress', () => {
  const next = runProgress(plan('up', ['a', 'b', 'c', 'd'].map(start)), english);
  const tell = (kind: 'began' | 'done', id: string): string | undefined =>
    next({ kind, step: `start ${id}`, at: noon })?.message;

  test('says how far it is and what runs now; stages in words, at most three at once', () => {
    expect(tell('began', 'a')).toBe('0 of 4 steps · starting a');
    expect(next({ kind: 'stage', step: 'start a', stage: 'waitingForSsh', at: noon })?.message).toBe(
      '0 of 4 steps · starting a: waiting for SSH',
    );
    expect(next({ kind: 'stage', step: 'start a', stage: 'something new', at: noon })?.message).toContain(
      'something new',
    );
    tell('began', 'b');
    tell('began', 'c');
    expect(tell('began', 'd')).toBe('0 of 4 steps · starting b · starting c · starting d · 1 more');
    expect(next({ kind: 'done', step: 'start b', at: noon })).toEqual({
      message: '1 of 4 steps · starting a: something new · starting c · starting d',
      increment: 25,
    });
    expect(next({ kind: 'said', step: 'start a', line: 'x', at: noon })).toBeUndefined();
  });

  test('says which machine of another window a step waits for, until it begins', () => {
    const of = runProgress(plan('up', [start('a')]), english);
    expect(of({ kind: 'waiting', step: 'start a', behind: 'z', at: noon })?.message).toBe(
      '0 of 1 steps · starting a: waiting while another window creates z',
    );
    expect(of({ kind: 'began', step: 'start a', at: noon })?.message).toBe('0 of 1 steps · starting a');
  });
});

describe('the end', () => {
  test('up', () => {
    expect(upWords(runReport(runSummary(), whole), english)).toBe('demo is up: 3 of 3 nodes healthy');
  });

  test('up is whole although what may fail has failed, if all else is done; and not before', () => {
    const steps = [{ ...start('a'), mayFail: true }, start('b')];
    const failures = [{ step: 'start a', failure: refused }];
    expect(
      upReport(plan('up', steps), runSummary({ done: ['start b'], failed: failures }), whole).failure,
    ).toBeUndefined();
    expect(upReport(plan('up', steps), runSummary({ failed: failures }), whole).failure).toEqual(refused);
  });

  test('up counts what was seen, not what was hoped for', () => {
    expect(upWords(runReport(runSummary(), oneDown), english)).toBe('demo is up: 2 of 3 nodes healthy');
  });

  test('nothing to do', () => {
    expect(standingWords(standingReport(plan('up', []), whole), english)).toBe(
      'demo is already up: 3 of 3 nodes healthy',
    );
  });

  test('down counts the machines that were removed', () => {
    const names = ['swarm-node1', 'swarm-node2', 'swarm-manager', 'kvstore'];
    const down = plan('down', names.map(remove));
    const report = runReport(runSummary({ verb: 'down', done: down.steps.map(({ id }) => id) }), snapshot([]));
    expect(downWords(down, report, english)).toBe('demo is down: 4 machines removed');
  });

  test('broken: what failed, why, what was left out', () => {
    const up = plan('up', [start('a'), start('b')]);
    const report = runReport(
      runSummary({
        failed: [{ step: 'start a', failure: refused }],
        skipped: [{ step: 'start b', because: 'start a' }],
      }),
      oneDown,
    );
    expect(report.failure).toBe(refused);
    const words = brokenWords(up, report, english);
    expect(words).toContain('demo is not fully up: 2 of 3 nodes healthy.');
    expect(words).toContain('192.168.99.103:2376');
    expect(words).toContain('Skipped: start b.');
  });

  test('cancelled: what was done before', () => {
    const report = runReport(runSummary({ isCancelled: true, done: ['start a'] }), whole);
    expect(report.failure).toEqual({ kind: 'cancelled', what: 'demo' });
    expect(brokenWords(plan('up', [start('a')]), report, english)).toContain('Already done: start a.');
  });
});
