// Steps are called in the end what the plan called them when it was shown, in the person's language.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { english, type Translate } from '../../../../src/base/text.ts';
import type { Plan, Step } from '../../../../src/model/plan.ts';
import type { RunSummary } from '../../../../src/model/runEvents.ts';
import { brokenWords, runReport } from '../../../../src/ui/runs/runReport.ts';
import { snapshot } from '../../samples.ts';

const bundle = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../../l10n/bundle.l10n.zh-cn.json'), 'utf8'),
) as Readonly<Record<string, string>>;
const chinese: Translate = (text, ...values) => english(bundle[text] ?? text, ...values);

const step = (id: string, action: Step['action']): Step => ({
  id,
  action,
  after: [],
  cause: { kind: 'missing' },
  undo: undefined,
  mayFail: false,
});
const plan: Plan = {
  verb: 'up',
  cluster: 'demo',
  steps: [
    step('1', { kind: 'startMachine', machine: 'a' }),
    step('2', { kind: 'startMachine', machine: 'b' }),
    step('3', { kind: 'removeContainer', machine: 'c', container: 'swarm-agent' }),
    step('4', { kind: 'awaitSwarm', managers: ['a'], nodes: ['a', 'b'] }),
    step('5', { kind: 'removeMachine', machine: 'd', driver: 'generic' }),
  ],
  warnings: [],
  standing: [],
};
const refused = { kind: 'engineRefused', address: 'x' } as const;
const summary: RunSummary = {
  verb: 'up',
  cluster: 'demo',
  done: ['5'],
  failed: ['1', '2', '3'].map((each) => ({ step: each, failure: refused })),
  skipped: [{ step: '4', because: '1' }],
  isCancelled: true,
};

const words = (t: Translate): string => brokenWords(plan, runReport(summary, snapshot([])), t);

test('in English', () => {
  expect(words(english)).toContain(
    'Also failed: start b (engine refuses connections), remove container swarm-agent on c (engine refuses connections). ' +
      'Skipped: wait until 2 nodes ready. Already done: remove d.',
  );
});

test('in another language none of it is English', () => {
  const told = words(chinese);
  for (const text of ['start b', 'remove container swarm-agent', 'remove d', 'on c', 'engine refuses connections'])
    expect(told).not.toContain(text);
  expect(told).toContain(english(bundle['wait until {0} nodes ready']!, 2));
  expect(told).toContain('）、');
  expect(told).not.toContain(', ');
});
