/** What a key of a cluster file turns into: the docker-machine flag or the Docker command that the user may know. Pure. */
import { clusterLabel } from '../../model/cluster.ts';
import type { KeyPath } from '../../model/fileKeys.ts';
import { parseStoreUrl, storePorts, storeSchemes, storeUrlText } from '../../model/keyValueStore.ts';
import { isSecret } from '../../model/secretOptions.ts';
import type { YamlNode } from './yamlNode.ts';
import { nodeAt, textAt } from './place.ts';

/** As typed on a command line. Undefined if the key has no equivalent. */
export function becomes(path: KeyPath, root: YamlNode | undefined): string | undefined {
  const value = textAt(root, path);
  const key = path.filter((step) => typeof step === 'string').join('.');
  const last = path.findLast((step) => typeof step === 'string') ?? '';
  if (/(^|\.)driver\.options\.[^.]+$/.test(key)) return optionFlag(last, nodeAt(root, path));
  if (/(^|\.)driver\.name$/.test(key)) return `docker-machine create -d ${value ?? 'virtualbox'} …`;
  if (/^(managers|nodes|keyValueStore\.machine)\.name$/.test(key))
    return `docker-machine create -d ${driverOf(path, root)} … ${value ?? '…'}`;
  return ofEngine(key, value, last) ?? ofNetwork(key, value) ?? ofOrchestration(key, value, root);
}

/** Driver of the machine at a path; the cluster's driver if the machine names none. */
export function driverOf(path: KeyPath, root: YamlNode | undefined): string {
  const machine = path[0] === 'keyValueStore' ? path.slice(0, 2) : path.slice(0, typeof path[1] === 'number' ? 2 : 0);
  return textAt(root, [...machine, 'driver', 'name']) ?? textAt(root, ['driver', 'name']) ?? 'virtualbox';
}

function optionFlag(option: string, node: YamlNode | undefined): string {
  const shown = (text: string): string => (isSecret(option) ? '•••' : text);
  if (node?.kind === 'list')
    return node.items.map(({ value }) => `--${option}=${value?.kind === 'scalar' ? shown(value.text) : '…'}`).join(' ');
  const value = node?.kind === 'scalar' ? node.text : '…';
  return value === 'true' ? `--${option}` : `--${option}=${shown(value)}`;
}

function ofEngine(key: string, value: string | undefined, last: string): string | undefined {
  switch (key) {
    case 'name':
      return `--engine-label ${clusterLabel}=${value ?? '…'}`;
    case 'engine.registryMirrors':
      return `--engine-opt registry-mirror=${value ?? 'URL'}`;
    case 'engine.insecureRegistries':
      return `--engine-insecure-registry ${value ?? 'HOST'}`;
    case 'engine.installUrl':
      return `--engine-install-url ${value ?? 'URL'}`;
    case 'engine.options':
      return `--engine-opt ${value ?? 'KEY=VALUE'}`;
    case 'engine.labels':
      return '--engine-label LABEL=VALUE';
    case 'engine.environment':
      return '--engine-env NAME=VALUE';
  }
  if (key.startsWith('engine.labels.')) return `--engine-label ${last}=${value ?? ''}`;
  return key.startsWith('engine.environment.') ? `--engine-env ${last}=${value ?? ''}` : undefined;
}

function ofNetwork(key: string, value: string | undefined): string | undefined {
  const create = 'docker network create -d overlay';
  switch (key) {
    case 'networks':
      return `${create} …`;
    case 'networks.name':
      return `${create} ${value ?? '…'}`;
    case 'networks.subnet':
    case 'networks.gateway':
      return `${create} --${key.slice('networks.'.length)}=${value ?? '…'} …`;
    case 'networks.internal':
    case 'networks.attachable':
      return `${create} --${key.slice('networks.'.length)} …`;
    case 'networks.encrypted':
      return `${create} --opt encrypted …`;
    case 'networks.mtu':
      return `${create} --opt com.docker.network.driver.mtu=${value ?? '…'} …`;
    default:
      return undefined;
  }
}

/** Keys that depend on the orchestration, or belong to only one. */
function ofOrchestration(key: string, value: string | undefined, root: YamlNode | undefined): string | undefined {
  const orchestration = textAt(root, ['orchestration']) ?? 'classic';
  const isClassic = orchestration === 'classic';
  const isSwarmMode = orchestration === 'swarm-mode';
  const init = 'docker swarm init';
  switch (key) {
    case 'orchestration':
      return isClassic ? `--swarm --swarm-discovery ${storeText(root)}` : isSwarmMode ? init : undefined;
    case 'advertiseInterface':
      return isSwarmMode
        ? `${init} --advertise-addr ${value ?? 'eth1'}`
        : `--engine-opt cluster-advertise=${value ?? 'eth1'}:2376`;
    case 'keyValueStore':
    case 'keyValueStore.type':
    case 'keyValueStore.url':
      return `--engine-opt cluster-store=${storeText(root)}`;
    case 'keyValueStore.image':
      return `docker run -d … ${value ?? '…'}`;
    case 'managers':
      return isClassic ? '--swarm --swarm-master' : isSwarmMode ? 'docker swarm join --token SWMTKN-…' : undefined;
    case 'nodes':
      return isClassic ? '--swarm' : isSwarmMode ? 'docker swarm join --token SWMTKN-…' : undefined;
    case 'swarm.image':
    case 'swarm.strategy':
      return `--swarm-${key.slice('swarm.'.length)} ${value ?? (key === 'swarm.strategy' ? 'spread' : '…')}`;
    case 'swarm.options':
      return `--swarm-opt ${value ?? 'KEY=VALUE'}`;
    case 'swarmMode.defaultAddressPools':
      return `${init} --default-addr-pool ${value ?? 'SUBNET'}`;
    case 'swarmMode.dataPathPort':
      return `${init} --data-path-port ${value ?? '4789'}`;
    case 'swarmMode.autolock':
      return `${init} --autolock`;
    case 'swarmMode.drainManagers':
      return 'docker node update --availability drain';
    default:
      return undefined;
  }
}

/** URL of the key-value store. Uses the machine's name if the address is unknown. */
function storeText(root: YamlNode | undefined): string {
  const url = textAt(root, ['keyValueStore', 'url']);
  const parsed = url === undefined ? undefined : parseStoreUrl(url);
  if (parsed) return storeUrlText(parsed);
  const written = textAt(root, ['keyValueStore', 'type']);
  const type = written === 'etcd' || written === 'zookeeper' ? written : 'consul';
  const machine = textAt(root, ['keyValueStore', 'machine', 'name']) ?? 'kvstore';
  return `${storeSchemes[type]}://${machine}:${String(storePorts[type])}`;
}
