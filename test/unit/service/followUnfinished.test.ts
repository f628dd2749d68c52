// When the journal is read for whose create did not end well.
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { followUnfinished } from '../../../src/service/followUnfinished.ts';
import { articleWorld } from '../fakeWorld.ts';
import { clusters, pass, useOwnClock, watch, world } from './looking.ts';

useOwnClock();

const read = vi.fn(() => Promise.resolve());
let over: AbortController;

beforeEach(async () => {
  read.mockClear();
  over = new AbortController();
  await watch(articleWorld());
  followUnfinished({ clusters, read, over: over.signal, log: silentLog });
});

test('not while all answer, once for several that fall silent together, and again for the next', async () => {
  await pass(60_000);
  expect(read).not.toHaveBeenCalled();
  world.engineOf('swarm-node1').refuse();
  world.engineOf('swarm-node2').refuse();
  await pass(5000);
  expect(read).toHaveBeenCalledTimes(1);
  await pass(60_000);
  expect(read).toHaveBeenCalledTimes(1);
  world.engineOf('kvstore').refuse();
  await pass(5000);
  expect(read).toHaveBeenCalledTimes(2);
});

test('never again once all is over', async () => {
  over.abort();
  world.engineOf('swarm-node1').refuse();
  await pass(5000);
  expect(read).not.toHaveBeenCalled();
});
