// Swarm mode on the lab's real hosts: machines made by docker-machine, the swarm made through the doors.
import { describe, test } from 'vitest';
import { createMachines } from '../lab/handMadeSwarm.ts';
import { labLacks, openLab } from '../lab/lab.ts';
import { doorsOn } from '../lab/labServices.ts';
import { swarmContract, type SwarmWorld } from './swarm.ts';

const lacks = labLacks();
const managers = ['m1', 'm2', 'm3'] as const;
const worker = 'w1';
const names = [...managers, worker];

async function openLabSwarm(): Promise<SwarmWorld> {
  const lab = await openLab({ prefix: 'lc', net: '10.80.0', mgmt: '10.75.0', hosts: names.length, suite: 'trixie' });
  const hostOf = (machine: string): number => names.findIndex((name) => name === machine) + 1;
  const inside = async (machine: string, ...argv: readonly string[]): Promise<void> => {
    await lab.enter(hostOf(machine), argv);
  };
  try {
    await createMachines(lab, names);
  } catch (error) {
    await lab.down();
    throw error;
  }
  const doors = doorsOn(lab);
  return {
    doors,
    managers,
    worker,
    addressOf: (machine) => lab.hosts[hostOf(machine) - 1]!.address,
    freeze: (machine) => lab.freeze(hostOf(machine)),
    thaw: (machine) => lab.thaw(hostOf(machine)),
    stopEngine: (machine) => inside(machine, 'systemctl', 'stop', 'docker'),
    startEngine: (machine) => inside(machine, 'systemctl', 'start', 'docker'),
    createService: (machine, name, replicas) => {
      // busybox's sleep, as the first process, heeds no SIGTERM; and an update is watched for 5 s a task unless told.
      const quick = ['--stop-signal', 'SIGKILL', '--update-monitor', '1s', '--rollback-monitor', '1s'];
      const count = ['--replicas', String(replicas)];
      const service = ['service', 'create', '--detach', '--name', name, ...count, ...quick];
      return inside(machine, 'docker', ...service, 'busybox:1.36', 'sleep', '100000');
    },
    close: async () => {
      doors.dispose();
      await lab.down();
    },
  };
}

// Named with its reason, so that it is counted as skipped.
if (lacks.length > 0)
  describe.skip(`swarm mode on the lab: ${lacks.join('; ')}`, () => {
    test('skipped', () => undefined);
  });
else swarmContract('the lab', openLabSwarm);
