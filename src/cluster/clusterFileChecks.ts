/** Checks of a cluster file beyond its schema: names, and keys and values that conflict. */
import { clusterLabel, orchestrationLabel } from '../model/cluster.ts';
import type { ClusterFile } from '../model/clusterFileSchema.ts';
import { keyInstead, type KnownDrivers } from '../model/driver.ts';
import { expectations } from '../model/expectations.ts';
import type { FileProblem, Problem } from '../model/fileFailure.ts';
import { shared } from '../base/shared.ts';
import { parseStoreUrl } from '../model/keyValueStore.ts';
import { environmentOf, isSecret } from '../model/secretOptions.ts';
import { clusterSpec } from '../model/spec.ts';
import { isUsableIn, overlap, parseAddress, parseSubnet } from '../model/subnet.ts';
import { keyText, type FilePath } from './filePlaces.ts';
import { nearest } from './nearest.ts';

/** Reports a problem and its position: the value or the key. */
export type Tell = (
  severity: FileProblem['severity'],
  path: FilePath,
  problem: Problem,
  part?: 'key' | 'value',
) => void;

/** `value` is the file's own content, before defaults. */
export function checkFile(file: ClusterFile, value: object, tell: Tell): void {
  checkNames(file, tell);
  checkMachines(file, tell);
  checkStore(file, tell);
  checkEngine(file, tell);
  checkNetworks(file, tell);
  checkOrchestration(file, value, tell);
  checkOptions(file, tell);
}

interface Placed {
  readonly path: FilePath;
  readonly machine: ClusterFile['nodes'][number];
}

function machinesIn(file: ClusterFile): readonly Placed[] {
  const list = (key: 'managers' | 'nodes'): readonly Placed[] =>
    (file[key] ?? []).map((machine, index) => ({ path: [key, index], machine }));
  const store = file.keyValueStore?.machine;
  return [
    ...(store ? [{ path: ['keyValueStore', 'machine'], machine: store }] : []),
    ...list('managers'),
    ...list('nodes'),
  ];
}

function checkNames(file: ClusterFile, tell: Tell): void {
  // Include names that only defaults define. Compare without case, as hostnames are case-insensitive.
  const at = clusterSpec(file).keyValueStore?.at;
  const taken = new Set(at?.kind === 'machine' && !file.keyValueStore?.machine ? [at.machine.name.toLowerCase()] : []);
  if (!file.managers) for (const { name } of clusterSpec(file).managers) taken.add(name.toLowerCase());
  for (const { machine, path } of machinesIn(file)) {
    const name = machine.name.toLowerCase();
    if (taken.has(name)) tell('error', [...path, 'name'], { kind: 'duplicateName', name: machine.name });
    taken.add(name);
  }
  const networks = new Set<string>();
  for (const [index, { name }] of file.networks.entries()) {
    if (networks.has(name)) tell('error', ['networks', index, 'name'], { kind: 'duplicateName', name });
    networks.add(name);
  }
}

function checkMachines(file: ClusterFile, tell: Tell): void {
  const option = 'generic-ip-address';
  const addresses = machinesIn(file).flatMap(({ machine, path }) => {
    const address = machine.driver.options[option];
    return address === undefined ? [] : [[String(address), [...path, 'driver', 'options', option]] as const];
  });
  for (const [first, ...others] of shared(addresses).values()) {
    for (const other of others)
      tell('error', other, { kind: 'conflict', key: keyText(other), other: keyText(first ?? []) });
  }
}

function checkStore({ keyValueStore: store, ...file }: ClusterFile, tell: Tell): void {
  if (!store) return;
  const conflict = (severity: FileProblem['severity'], key: string, other: string): void =>
    tell(severity, ['keyValueStore', key], {
      kind: 'conflict',
      key: `keyValueStore.${key}`,
      other: `keyValueStore.${other}`,
    });
  if (file.orchestration === 'swarm-mode')
    tell('warning', ['keyValueStore'], { kind: 'conflict', key: 'keyValueStore', other: 'orchestration' }, 'key');
  if (store.url === undefined) return;
  if (store.machine) conflict('error', 'machine', 'url');
  if (store.type && store.type !== parseStoreUrl(store.url)?.type) conflict('error', 'type', 'url');
  if (store.image) conflict('warning', 'image', 'url');
}

function checkEngine({ engine }: ClusterFile, tell: Tell): void {
  const ours: Readonly<Record<string, string>> = {
    'cluster-store': 'keyValueStore',
    'cluster-advertise': 'advertiseInterface',
  };
  for (const [index, option] of engine.options.entries()) {
    const other = ours[option.split('=', 1)[0] ?? ''];
    if (other)
      tell('error', ['engine', 'options', index], {
        kind: 'conflict',
        key: keyText(['engine', 'options', index]),
        other,
      });
  }
  for (const [label, other] of [
    [clusterLabel, 'name'],
    [orchestrationLabel, 'orchestration'],
  ] as const) {
    if (Object.hasOwn(engine.labels, label))
      tell('error', ['engine', 'labels', label], { kind: 'conflict', key: label, other }, 'key');
  }
}

function checkNetworks({ networks, orchestration }: ClusterFile, tell: Tell): void {
  for (const [index, network] of networks.entries()) {
    const path = (key: string): FilePath => ['networks', index, key];
    const subnet = parseSubnet(network.subnet);
    const gateway = parseAddress(network.gateway);
    if (gateway !== undefined && !subnet)
      tell('error', path('gateway'), { kind: 'missingKey', key: keyText(path('subnet')) });
    if (gateway !== undefined && subnet && !isUsableIn(subnet, gateway))
      tell('error', path('gateway'), {
        kind: 'badValue',
        key: keyText(path('gateway')),
        value: network.gateway,
        expected: expectations.gateway,
      });
    const other = networks.findIndex((each, before) => {
      const theirs = parseSubnet(each.subnet);
      return before < index && subnet && theirs && overlap(subnet, theirs);
    });
    if (other >= 0)
      tell('error', path('subnet'), {
        kind: 'conflict',
        key: keyText(path('subnet')),
        other: keyText(['networks', other, 'subnet']),
      });
    // Only swarm mode's managers distribute encryption keys.
    if (network.encrypted && orchestration !== 'swarm-mode')
      tell('warning', path('encrypted'), { kind: 'conflict', key: keyText(path('encrypted')), other: 'orchestration' });
  }
}

/** Reports keys that the chosen orchestration ignores, and clusters without machines. `value` is the file's own content. */
function checkOrchestration(file: ClusterFile, value: object, tell: Tell): void {
  const { orchestration } = file;
  const unread = {
    classic: ['swarmMode'],
    'swarm-mode': ['swarm'],
    none: ['managers', 'swarm', 'swarmMode'],
  }[orchestration];
  for (const key of unread) {
    if (Object.hasOwn(value, key)) tell('warning', [key], { kind: 'conflict', key, other: 'orchestration' }, 'key');
  }
  if (orchestration !== 'none' && file.managers?.length === 0)
    tell('error', ['managers'], { kind: 'nothingToDo', key: 'managers' });
  if (orchestration === 'none' && file.nodes.length + (file.managers?.length ?? 0) === 0)
    tell('error', ['nodes'], { kind: 'nothingToDo', key: 'nodes' });
}

function checkOptions(file: ClusterFile, tell: Tell): void {
  for (const { path, options } of driverPlaces(file)) {
    for (const [option, value] of Object.entries(options)) {
      const key = keyInstead(option);
      if (key !== undefined)
        tell('error', [...path, 'options', option], { kind: 'reservedOption', option, key }, 'key');
      else if (isSecret(option) && value !== '')
        tell(
          'warning',
          [...path, 'options', option],
          { kind: 'secretInFile', option, environment: environmentOf(option) },
          'key',
        );
    }
  }
}

/** A driver selection in the file: its name, defaults included, and its options. */
interface PlacedDriver {
  readonly path: FilePath;
  readonly name: string;
  readonly options: ClusterFile['driver']['options'];
}

function driverPlaces(file: ClusterFile): readonly PlacedDriver[] {
  return [
    { path: ['driver'], name: file.driver.name, options: file.driver.options },
    ...machinesIn(file).map(({ path, machine: { driver } }) => ({
      path: [...path, 'driver'],
      name: driver.name ?? file.driver.name,
      options: driver.options,
    })),
  ];
}

/** The distinct drivers that a file names. */
export const driversIn = (file: ClusterFile): readonly string[] => [
  ...new Set(driverPlaces(file).map(({ name }) => name)),
];

/** Reports names unknown to docker-machine, as warnings at most: a plug-in may add them. */
export function checkDrivers(file: ClusterFile, known: KnownDrivers, tell: Tell): void {
  for (const { path, name, options } of driverPlaces(file)) {
    if (!known.options.has(name)) continue;
    const offered = known.options.get(name);
    const isOwn = path.length === 1 || name !== file.driver.name;
    if (!offered) {
      if (isOwn)
        tell('warning', [...path, 'name'], { kind: 'unknownDriver', driver: name, near: nearest(name, known.names) });
      continue;
    }
    const free = offered.filter((each) => !Object.hasOwn(options, each));
    for (const option of Object.keys(options)) {
      if (offered.includes(option) || keyInstead(option) !== undefined) continue;
      const near = nearest(option, free);
      tell('warning', [...path, 'options', option], { kind: 'unknownOption', driver: name, option, near }, 'key');
    }
  }
}
