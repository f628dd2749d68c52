// The cluster file that tests on the lab's hosts use: the article's cluster through the generic driver.
import type { Lab } from './lab.ts';

export interface GenericCluster {
  readonly name?: string;
  readonly orchestration?: 'classic' | 'swarm-mode' | 'none';
  /** `consul`, `etcd` or `zookeeper`. */
  readonly store?: string;
  /** Of a store that exists already; host 1 then is no machine of the cluster. */
  readonly storeUrl?: string;
  /** Of one machine, by its name: options that only it has, on one line. */
  readonly options?: Readonly<Record<string, string>>;
  /** Lines to put behind. */
  readonly more?: string;
}

/** Host 1 is kvstore, host 2 swarm-manager, the others swarm-node1 …; a `none` cluster has nodes only, one of swarm mode no kvstore. */
export function genericClusterFile(
  lab: Lab,
  {
    name = 'demo',
    orchestration = 'classic',
    store = 'consul',
    storeUrl,
    options = {},
    more = '',
  }: GenericCluster = {},
): string {
  const machine = (machineName: string, host: number): string => {
    const own = options[machineName] === undefined ? '' : `, ${options[machineName]}`;
    return `{ name: ${machineName}, driver: { options: { generic-ip-address: ${lab.hosts[host - 1]?.address ?? ''}${own} } } }`;
  };
  const hasStore = orchestration !== 'swarm-mode';
  const hasManager = orchestration !== 'none';
  const manager = hasStore ? 2 : 1;
  const workers = lab.hosts.slice(Number(hasStore) + Number(hasManager));
  return `name: ${name}
orchestration: ${orchestration}
driver:
  name: generic
  options: { generic-ssh-user: root, generic-ssh-key: "${lab.key}" }
engine:
  registryMirrors: ["${lab.registry}"]
${hasStore ? `keyValueStore:\n  type: ${store}\n  ${storeUrl === undefined ? `machine: ${machine('kvstore', 1)}` : `url: "${storeUrl}"`}\n` : ''}${hasManager ? `managers:\n  - ${machine('swarm-manager', manager)}\n` : ''}nodes:
${workers.map(({ number }, index) => `  - ${machine(`swarm-node${String(index + 1)}`, number)}`).join('\n')}
${more}`;
}
