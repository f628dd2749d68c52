// Swarm mode in a simulated world.
import { doorsOf } from '../simulator/doorsOf.ts';
import { openSimulator } from '../simulator/simulator.ts';
import { dockerApi } from './simulatedCluster.ts';
import { swarmContract, type SwarmWorld } from './swarm.ts';

async function openSimulatedSwarm(): Promise<SwarmWorld> {
  const simulated = await openSimulator({ speed: 20 });
  const managers = ['m1', 'm2', 'm3'] as const;
  const worker = 'w1';
  await simulated.control('engine-version', '26.1.5');
  const addresses = new Map<string, string>();
  for (const name of [...managers, worker]) {
    await simulated.machine('create', '-d', 'virtualbox', name);
    addresses.set(name, (await simulated.machine('ip', name)).stdout.trim());
  }
  const doors = doorsOf(simulated);
  const control = async (...words: readonly string[]): Promise<void> => {
    await simulated.control(...words);
  };
  return {
    doors,
    managers,
    worker,
    addressOf: (machine) => addresses.get(machine) ?? '',
    freeze: (machine) => control('fault', 'freeze', machine),
    thaw: (machine) => control('mend', 'freeze', machine),
    stopEngine: (machine) => control('fault', 'stop', machine),
    startEngine: (machine) => control('mend', 'stop', machine),
    createService: async (machine, name, replicas) => {
      const { status, text } = await dockerApi(simulated, machine, 'POST', '/services/create', {
        Name: name,
        TaskTemplate: { ContainerSpec: { Image: 'busybox:1.36', Args: ['sleep', '100000'] }, ForceUpdate: 0 },
        Mode: { Replicated: { Replicas: replicas } },
      });
      if (status !== 201) throw new Error(text);
    },
    close: async () => {
      doors.dispose();
      await simulated.close();
    },
  };
}

swarmContract('a simulated world', openSimulatedSwarm);
