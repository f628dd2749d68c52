// The cluster file of a demo on the lab; pure.
import { howToBreak } from './demoFolder.ts';
import type { LabMachine } from './labFaults.ts';

export interface LabPlace {
  readonly orchestration: 'classic' | 'swarm-mode';
  readonly machines: readonly LabMachine[];
  readonly key: string;
  readonly registry: string;
}

/** In the order of the hosts, as in the simulated demos. */
export const machineNames = {
  classic: ['kvstore', 'swarm-manager', 'swarm-node1', 'swarm-node2'],
  'swarm-mode': ['cloud-manager1', 'cloud-manager2', 'cloud-manager3', 'cloud-worker1', 'cloud-worker2'],
} as const;

/** Commented for first-time readers. */
export function labClusterFile({ orchestration, machines, key, registry }: LabPlace): string {
  const machine = ({ name, address }: LabMachine): string =>
    `{ name: ${name}, driver: { options: { generic-ip-address: ${address} } } }`;
  const rows = (chosen: readonly LabMachine[]): string => chosen.map((each) => `  - ${machine(each)}\n`).join('');
  const isClassic = orchestration === 'classic';
  const [first] = machines;
  const store = isClassic && first ? `keyValueStore:\n  type: consul # or etcd\n  machine: ${machine(first)}\n` : '';
  const [from, to] = isClassic ? [1, 2] : [0, 3];
  return `# The demo on real hosts: each has a system of its own, ssh and a Docker engine, all on this computer. Try Bring Down and Bring Up above.
${howToBreak}name: ${isClassic ? 'demo' : 'cloud'}
${isClassic ? '# Classic swarm: engines of 20.10, which share a key-value store.' : '# Swarm mode: engines of today, and no key-value store.'}
orchestration: ${orchestration}
# The hosts are there already: docker-machine takes them over by ssh.
driver:
  name: generic
  options: { generic-ssh-user: root, generic-ssh-key: "${key}" }
# The only registry that they reach.
engine:
  registryMirrors: ["${registry}"]
${store}managers:
${rows(machines.slice(from, to))}nodes:
${rows(machines.slice(to))}networks:
  - { name: my-net, subnet: 10.10.0.0/24 }
`;
}
