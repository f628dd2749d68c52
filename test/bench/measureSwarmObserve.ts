// What the picture of a swarm costs that has a frozen manager, as a part of the one deadline that a person would wait for.
import { silentLog } from '../../src/base/log.ts';
import { seconds } from '../../src/base/units.ts';
import { now } from '../../src/model/seen.ts';
import { createClusterModel } from '../../src/service/clusterModel.ts';
import { createMachines, initSwarm, joinSwarm } from '../lab/handMadeSwarm.ts';
import { openLab, type Lab } from '../lab/lab.ts';
import { doorsOn } from '../lab/labServices.ts';
import type { Row } from './measuring.ts';

const probeTimeout = 5;
const managers = ['m1', 'm2', 'm3'];
const names = [...managers, 'w1', 'w2'];

/** From nothing until all but the frozen one are seen and its swarm is told; alive, with a manager frozen, with the leader frozen. */
export async function measureSwarmObserve(): Promise<readonly Row[]> {
  const lab = await openLab({ prefix: 'hs', net: '10.82.0', mgmt: '10.72.0', suite: 'trixie', hosts: names.length });
  try {
    await createMachines(lab, names);
    await initSwarm(lab);
    for (const host of lab.hosts.slice(1))
      await joinSwarm(lab, host, host.number <= managers.length ? 'manager' : 'worker');
    const alive = await seenAfter(lab, names.length);
    // Host 1 has made the swarm, and leads it.
    await lab.freeze(2);
    const follower = await seenAfter(lab, names.length - 1);
    await lab.thaw(2);
    await lab.freeze(1);
    // Until the others have a leader again they cannot tell of themselves.
    await until(lab, 3);
    const leader = await seenAfter(lab, names.length - 1);
    return [
      row('a swarm of 3 managers and 2 workers, from nothing', alive),
      row('the rest of it with one manager frozen', follower),
      row('the rest of it with the former leader frozen', leader),
    ];
  } finally {
    await Promise.all([lab.thaw(1), lab.thaw(2)]).catch(() => undefined);
    await lab.down();
  }
}

function row(what: string, took: number): Row {
  const part = took / seconds(probeTimeout);
  return {
    what: `${what}: ${String(Math.round(took))} ms, in deadlines of ${String(probeTimeout)} s`,
    measured: String(Number(part.toPrecision(3))),
    bound: '≤ 1',
    holds: part <= 1,
  };
}

/** Milliseconds, the median of three looks. */
async function seenAfter(lab: Lab, engines: number): Promise<number> {
  const took: number[] = [];
  for (let look = 0; look < 3; look += 1) took.push(await seenOnce(lab, engines));
  return took.sort((a, b) => a - b)[1] ?? NaN;
}

async function seenOnce(lab: Lab, engines: number): Promise<number> {
  const doors = doorsOn(lab, probeTimeout);
  const began = performance.now();
  const clusters = createClusterModel({ doors, probeTimeout: () => probeTimeout, log: silentLog });
  const seen = Promise.withResolvers<number>();
  clusters.onDidChange(({ machines, clusters: [cluster] }) => {
    const isTold = cluster?.swarm !== undefined && now(cluster.swarm.view) !== undefined;
    if (isTold && machines.filter(({ engine }) => engine.state === 'seen').length >= engines)
      seen.resolve(performance.now() - began);
  });
  const took = await seen.promise;
  clusters.dispose();
  doors.dispose();
  return took;
}

/** Until a host's manager lists nodes again. */
async function until(lab: Lab, host: number): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const listed = await lab.enter(host, ['docker', 'node', 'ls'], { anyExit: true, deadline: 60_000 });
    if (listed.exitCode === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
