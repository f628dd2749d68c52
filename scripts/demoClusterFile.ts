// The cluster file of a simulated demo; pure. It describes the simulated world as created, so that Bring Up finds everything in place, and
// recreates it after Bring Down.
import { howToBreak } from './demoFolder.ts';

export type DemoWorld = 'article' | 'swarm-mode' | 'both' | 'empty' | 'machines';

/** Commented for first-time readers. `machines`: the number of machines in the world `machines`. */
export function demoClusterFile(world: DemoWorld, machines: number): string {
  return `# The demo: nothing here is real but VS Code and the extension. Try Bring Up and Bring Down above.\n${howToBreak}${describe(world, machines)}`;
}

function describe(world: DemoWorld, machines: number): string {
  switch (world) {
    case 'swarm-mode':
      return cloud;
    case 'machines':
      return large(machines);
    case 'article':
    case 'both':
    case 'empty':
      return article;
  }
}

const network = `networks:
  # Containers on it reach each other by name, whichever host they run on: in a shell of a machine, say
  # docker run -d --net my-net --name talk1 busybox sleep 1d
  - { name: my-net }
`;

const article = `name: demo
# What is not said has a default: driver virtualbox, consul on kvstore, swarm-manager, two nodes.
${network}`;

const cloud = `name: cloud
# Swarm mode: engines of today, and no key-value store.
orchestration: swarm-mode
managers:
  - { name: cloud-manager1 }
  - { name: cloud-manager2 }
  - { name: cloud-manager3 }
nodes:
  - { name: cloud-worker1 }
  - { name: cloud-worker2 }
${network}`;

function large(machines: number): string {
  // In addition to kvstore and swarm-manager.
  const nodes = Array.from({ length: machines - 2 }, (_, index) => `  - { name: swarm-node${String(index + 1)} }\n`);
  return `name: large\n# What is not said has a default: driver virtualbox, consul on kvstore, swarm-manager.\nnodes:\n${nodes.join('')}`;
}
