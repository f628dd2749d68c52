// The contract of the machine tool, for docker-machine 0.16.2 and rancher-machine as the lab builds them.
import { machineToolContract } from './machineTool.ts';
import { toolWorlds } from './worlds.ts';

for (const world of toolWorlds) machineToolContract(world);
