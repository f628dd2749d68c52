// What a person reads before a store's data goes: both buttons' plans are of one look, and what the second does more is named.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Plan, Step } from '../../../../src/model/plan.ts';
import { whatGoesWithData } from '../../../../src/ui/runs/dialogText.ts';

const step = (id: string, action: Step['action']): Step => ({
  id,
  action,
  after: [],
  cause: { kind: 'goes' },
  undo: undefined,
  mayFail: true,
});
const remove = step('remove kv', { kind: 'removeMachine', machine: 'kv', driver: 'generic' });
const stays = { kind: 'hostLivesOn', machine: 'kv' } as const;
const keepsData: Plan = {
  verb: 'down',
  cluster: 'demo',
  steps: [remove],
  warnings: [stays, { kind: 'volumeStays', machine: 'kv', volume: 'data' }],
  standing: [],
};
const removesData: Plan = {
  ...keepsData,
  steps: [step('remove volume', { kind: 'removeVolume', machine: 'kv', volume: 'data' }), remove],
  warnings: [stays, { kind: 'networksGo', networks: ['my-net'] }],
};

test('what goes with the data is named, and nothing that goes or stays either way', () => {
  expect(whatGoesWithData({ keepsData, removesData }, 'Bring All Down', english)).toBe(
    [
      'With “Bring All Down”:',
      '⚠ The key-value store’s data on kv is deleted (volume data).',
      '⚠ These overlay networks are deleted too: my-net.',
    ].join('\n'),
  );
});

test('where no data would stay there is no difference', () => {
  const plan = { ...keepsData, warnings: [stays] };
  expect(whatGoesWithData({ keepsData: plan, removesData: plan }, 'x', english)).toBe('');
});
