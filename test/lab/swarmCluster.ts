// The cluster file of a swarm on the lab's hosts, through the generic driver.
import type { Lab } from './lab.ts';

export interface SwarmCluster {
  readonly name?: string;
  /** Hosts by number; the first three manage unless told. */
  readonly managers?: readonly number[];
  readonly workers?: readonly number[];
  /** Lines to put behind. */
  readonly more?: string;
}

/** Host I is the machine m<I> or w<I>. */
export function swarmClusterFile(
  lab: Lab,
  { name = 'demo', managers = [1, 2, 3], workers = [4, 5], more = '' }: SwarmCluster = {},
): string {
  const machine = (letter: string) => (host: number) =>
    `  - { name: ${letter}${String(host)}, driver: { options: { generic-ip-address: ${lab.hosts[host - 1]?.address ?? ''} } } }`;
  return `name: ${name}
orchestration: swarm-mode
driver:
  name: generic
  options: { generic-ssh-user: root, generic-ssh-key: "${lab.key}" }
engine:
  registryMirrors: ["${lab.registry}"]
managers:
${managers.map(machine('m')).join('\n')}
nodes:${workers.length === 0 ? ' []' : `\n${workers.map(machine('w')).join('\n')}`}
${more}`;
}
