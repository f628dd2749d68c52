// How far the creates of a run are, as the picture is told of them.
import { expect, test } from 'vitest';
import { makings } from '../../../src/service/makings.ts';
import type { StepEvent } from '../../../src/model/runEvents.ts';
import type { Making } from '../../../src/model/snapshot.ts';
import { planned } from '../cluster/planning.ts';
import { newWorld } from '../cluster/modelWorld.ts';
import { article } from '../cluster/storeClusters.ts';

const at = (seconds: number): Date => new Date(seconds * 1000);

function told(...events: readonly StepEvent[]): (readonly [string, Making | undefined])[] {
  const heard: (readonly [string, Making | undefined])[] = [];
  const hear = makings(planned(article, newWorld().snapshot()), (machine, making) => heard.push([machine, making]));
  for (const event of events) hear(event);
  return heard;
}

test('a create is told from its beginning, stage by stage, to its end', () => {
  const step = 'create kvstore';
  expect(
    told(
      { kind: 'began', step, at: at(1) },
      { kind: 'stage', step, stage: 'creating', at: at(2) },
      { kind: 'said', step, line: 'Creating VM...', at: at(3) },
      { kind: 'stage', step, stage: 'engine', at: at(4) },
      { kind: 'done', step, at: at(5) },
    ),
  ).toEqual([
    ['kvstore', { since: at(1), stage: undefined }],
    ['kvstore', { since: at(1), stage: 'creating' }],
    ['kvstore', { since: at(1), stage: 'engine' }],
    ['kvstore', undefined],
  ]);
});

test('one that fails has ended, too, and other steps make no machine', () => {
  expect(
    told(
      { kind: 'began', step: 'wait for consul', at: at(1) },
      { kind: 'done', step: 'wait for consul', at: at(2) },
      { kind: 'skipped', step: 'create swarm-node1', because: 'wait for consul', at: at(2) },
      { kind: 'failed', step: 'create kvstore', failure: { kind: 'cancelled', what: 'kvstore' }, at: at(3) },
    ),
  ).toEqual([['kvstore', undefined]]);
});
