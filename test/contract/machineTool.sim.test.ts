// The contract of the machine tool, for the docker-machine of a simulated world.
import { afterAll, beforeAll } from 'vitest';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { machineToolContract } from './machineTool.ts';

let simulated: Simulated;
beforeAll(async () => {
  simulated = await openSimulator({ speed: 20 });
});
afterAll(async () => {
  await simulated.close();
});

machineToolContract({
  name: 'docker-machine',
  // It is there when the first test asks for it.
  get path() {
    return simulated.machinePath;
  },
  version: /^0\.16\.2$/,
  absent: undefined,
  drivers: ['virtualbox', 'azure', 'generic', 'digitalocean', 'none'],
});
