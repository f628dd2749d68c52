/** Which doors a pool keeps: those of machines that there are, as they are recorded now. */
import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { createEnginePool } from '../../../src/docker/enginePool.ts';
import { machine } from '../samples.ts';
import { eventually } from './eventually.ts';
import { machineAt } from './fakeEngine.ts';
import { answerInfo, fakeEngines } from './fakeEngines.ts';

const engines = fakeEngines();
const pool = createEnginePool({ probeTimeout: () => 1000, log: silentLog });

test('a machine that is there keeps its doors, whatever else its record says', () => {
  const before = machine('n1', { address: '10.0.0.1' });
  const [engine, manager] = [pool.engine(before), pool.manager(before)];
  pool.keepOnly([machine('n1', { address: '10.0.0.1', engineLabels: { x: 'y' } })]);
  expect(pool.engine(before)).toBe(engine);
  expect(pool.manager(before)).toBe(manager);
});

test('one that is gone, or elsewhere, is forgotten', () => {
  const [gone, moved] = [machine('n2', { address: '10.0.0.2' }), machine('n3', { address: '10.0.0.3' })];
  const doors = [pool.engine(gone), pool.manager(gone), pool.engine(moved)];
  pool.keepOnly([machine('n3', { address: '10.0.0.4' })]);
  expect(
    [pool.engine(gone), pool.manager(gone), pool.engine(moved)].map((each, index) => each === doors[index]),
  ).toEqual([false, false, false]);
});

test('a forgotten door leaves no connection open, and who still holds it may go on', async () => {
  const server = await engines.serve(answerInfo);
  const kept = createEnginePool({ probeTimeout: () => 5000, log: silentLog });
  const door = kept.engine(machineAt(server.port, engines.folder));
  expect((await door.engine()).ok).toBe(true);
  await eventually(() => server.open()).toBe(1);
  kept.keepOnly([]);
  await eventually(() => server.open()).toBe(0);
  expect((await door.engine()).ok).toBe(true);
  kept.dispose();
});
