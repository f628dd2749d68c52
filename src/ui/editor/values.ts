/** Known values for a key of a cluster file. Pure. */
import type { Translate } from '../../base/text.ts';
import { orchestrations } from '../../model/cluster.ts';
import { orchestrationLine } from '../../model/clusterFileText.ts';
import { builtInDrivers, hasOneInterface, installUrlForStores, likelyInterface } from '../../model/driver.ts';
import { keyAt, type KeyPath } from '../../model/fileKeys.ts';
import { defaultImages } from '../../model/images.ts';
import { driverWords } from '../driverWords.ts';
import { asText, type Markdown } from '../surface/markdown.ts';
import { driverOf } from './becomes.ts';
import type { YamlNode } from './yamlNode.ts';
import { nodeAt, textAt } from './place.ts';

export interface KnownWords {
  /** Drivers that docker-machine offers. */
  readonly drivers: readonly string[];
  /** Machines in the machine store that belong to no cluster. */
  readonly machines: readonly string[];
}

export interface Value {
  readonly value: string;
  readonly kind: 'value' | 'machine';
  readonly detail: string;
  readonly help: Markdown;
  /** A value from the schema. */
  readonly isOfSchema: boolean;
}

export interface Around {
  readonly root: YamlNode | undefined;
  readonly words: KnownWords;
  readonly t: Translate;
}

/** In display order; empty where any value is allowed. */
export function valuesAt(path: KeyPath, { root, words, t }: Around): readonly Value[] {
  const key = path.filter((step) => typeof step === 'string').join('.');
  switch (key) {
    case 'orchestration':
      return orchestrations.map((each) => ({ ...ofSchema(each), detail: orchestrationLine(each, t) }));
    case 'driver.name':
    case 'managers.driver.name':
    case 'nodes.driver.name':
    case 'keyValueStore.machine.driver.name': {
      const names = words.drivers.length > 0 ? words.drivers : builtInDrivers;
      return names.map((name) => known(name, driverWords(name, t)));
    }
    case 'managers.name':
    case 'nodes.name':
    case 'keyValueStore.machine.name':
      return machineNames(path, root, words, t);
    case 'networks.name':
      return [known('my-net')];
    case 'networks.subnet':
      return [known(freeSubnet(root))];
    case 'advertiseInterface':
      return interfaces(driverOf([], root), t);
    case 'engine.installUrl':
      return [known(installUrlForStores, t('the last engine that can join a key-value store'))];
    case 'engine.options':
      return ['log-level=warn', 'log-driver=json-file', 'storage-driver=overlay2'].map((each) => known(each));
    case 'keyValueStore.url':
      return ['consul://10.0.0.5:8500', 'etcd://10.0.0.5:2379', 'zk://10.0.0.5:2181'].map((each) => known(each));
    case 'keyValueStore.image':
      return [known(defaultImages[storeType(root)], t('as in the settings'))];
    case 'swarm.image':
      return [known(defaultImages.swarm, t('as in the settings'))];
  }
  const found = keyAt(path);
  if (found?.takes === 'yesOrNo') return [ofSchema('true'), ofSchema('false')];
  return found?.choices.map(ofSchema) ?? [];
}

const known = (value: string, detail = ''): Value => ({
  value,
  kind: 'value',
  detail,
  help: asText(''),
  isOfSchema: false,
});
const ofSchema = (value: string): Value => ({ ...known(value), isOfSchema: true });

/** The next name in the series, then existing machines that belong to no cluster. */
function machineNames(path: KeyPath, root: YamlNode | undefined, words: KnownWords, t: Translate): readonly Value[] {
  const taken = new Set([...namesIn(root), ...(path[0] === 'keyValueStore' ? [] : [storeMachine(root)])]);
  const existing = words.machines.filter((name) => !taken.has(name));
  const next = path[0] === 'nodes' ? 'swarm-node' : path[0] === 'managers' ? 'swarm-manager' : 'kvstore';
  return [
    known(nextName(next, new Set([...taken, ...words.machines]), path[0] === 'nodes'), t('new')),
    ...existing.map((name): Value => ({ ...known(name, t('exists')), kind: 'machine' })),
  ];
}

/** `swarm-node3` after `swarm-node2`. The first one has no number unless `isNumbered`. */
function nextName(stem: string, taken: ReadonlySet<string>, isNumbered: boolean): string {
  if (!isNumbered && !taken.has(stem)) return stem;
  for (let number = isNumbered ? 1 : 2; ; number += 1) {
    const name = `${stem}${String(number)}`;
    if (!taken.has(name)) return name;
  }
}

function namesIn(root: YamlNode | undefined): readonly string[] {
  return ['managers', 'nodes'].flatMap((key) => {
    const list = nodeAt(root, [key]);
    return list?.kind === 'list' ? list.items.flatMap((_, index) => textAt(root, [key, index, 'name']) ?? []) : [];
  });
}

const storeMachine = (root: YamlNode | undefined): string =>
  textAt(root, ['keyValueStore', 'machine', 'name']) ?? 'kvstore';

function freeSubnet(root: YamlNode | undefined): string {
  const list = nodeAt(root, ['networks']);
  const taken = list?.kind === 'list' ? list.items.map((_, index) => textAt(root, ['networks', index, 'subnet'])) : [];
  for (let third = 0; ; third += 1) {
    const subnet = `10.10.${String(third)}.0/24`;
    if (!taken.includes(subnet)) return subnet;
  }
}

function interfaces(driver: string, t: Translate): readonly Value[] {
  const likely = likelyInterface(driver);
  const others = ['eth0', 'eth1', 'ens3', 'ens4'].filter((name) => name !== likely);
  return [
    known(likely, t('usual for the driver {0}', driver)),
    ...(hasOneInterface(driver) ? [] : others.map((name) => known(name))),
  ];
}

function storeType(root: YamlNode | undefined): 'consul' | 'etcd' | 'zookeeper' {
  const written = textAt(root, ['keyValueStore', 'type']);
  return written === 'etcd' || written === 'zookeeper' ? written : 'consul';
}
