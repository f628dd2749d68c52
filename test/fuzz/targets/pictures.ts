// Whole worlds: the answers of four machines, their manager, their swarm and their store, changed anywhere, then read, put together and
// shown as everything that a person sees of them.
import { english } from '../../../src/base/text.ts';
import { nothingObserved, type Observations } from '../../../src/cluster/observations.ts';
import { groupsOf, picture, samePicture } from '../../../src/cluster/picture.ts';
import { planDown } from '../../../src/cluster/planDown.ts';
import { readManagerInfo } from '../../../src/docker/classicInfo.ts';
import { readContainers, readEngine } from '../../../src/docker/engineSchemas.ts';
import { readOverlay } from '../../../src/docker/overlaySchemas.ts';
import { parseMachineRecord } from '../../../src/docker/machineRecord.ts';
import { addresses, overlayRecords } from '../../../src/docker/storeTrouble.ts';
import { written } from '../../../src/docker/tolerant.ts';
import { readNodes, readServices, readTasks } from '../../../src/docker/swarmSchemas.ts';
import type { EngineView, Snapshot } from '../../../src/model/snapshot.ts';
import { clusterHealth } from '../../../src/checks/health.ts';
import type { ManagerInfo } from '../../../src/model/classicSwarm.ts';
import type { StoreState } from '../../../src/model/keyValueStore.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Machine, MachineEntry } from '../../../src/model/machine.ts';
import type { OverlayNetwork } from '../../../src/model/network.ts';
import type { Seen } from '../../../src/model/seen.ts';
import { badge } from '../../../src/ui/health/badge.ts';
import { noticeText } from '../../../src/ui/health/noticeText.ts';
import { problemList } from '../../../src/ui/health/problemList.ts';
import { statusHover } from '../../../src/ui/health/statusHover.ts';
import { statusText } from '../../../src/ui/health/statusText.ts';
import { infoPage } from '../../../src/ui/panels/infoPage.ts';
import { issueReport } from '../../../src/ui/report/issueReport.ts';
import { dialogText } from '../../../src/ui/runs/dialogText.ts';
import { clusterNodes } from '../../../src/ui/tree/clusterNodes.ts';
import type { Node } from '../../../src/ui/tree/row.ts';
import { ShownTree } from '../../../src/ui/tree/shownTree.ts';
import { hostsWith } from '../../unit/hosts.ts';
import { madeJson, recordJson } from '../samples.ts';
import { hold, type Target } from '../target.ts';
import { wellFormed } from '../wellFormed.ts';
import { body } from './engines.ts';

interface Answers {
  readonly record?: unknown;
  /** One word: it keeps silent so. */
  readonly info?: unknown;
  readonly containers?: unknown;
  readonly networks?: unknown;
  readonly manager?: unknown;
}

const record = (name: string, address: string, isSwarm: boolean): unknown => {
  const file = name === 'swarm-manager' ? 'swarm-manager' : isSwarm ? 'swarm-node1' : 'kvstore';
  const text = JSON.stringify(recordJson(`store/${file}-config.json`));
  return JSON.parse(text.replaceAll(file, name).replaceAll(/10\.99\.0\.1\d(?=")/g, address));
};

const info = (file: string, changes: object): object => ({ ...(recordJson(file) as object), ...changes });
const engine = (name: string): object => info('api/node1-info.stdout', { Name: name, ID: `ID-${name}` });
const containers = recordJson('api/node1-containers_json_all_1.stdout');
const network = recordJson('api/node1-networks_ID.stdout');

const classic = {
  machines: {
    kvstore: { record: record('kvstore', '10.99.0.11', false), info: engine('kvstore'), containers: [] },
    'swarm-manager': {
      record: record('swarm-manager', '10.99.0.12', true),
      info: engine('swarm-manager'),
      containers: [],
      manager: recordJson('api/mgr-info.stdout'),
      networks: [recordJson('api/mgr-networks_ID.stdout')],
    },
    'swarm-node1': {
      record: record('swarm-node1', '10.99.0.13', true),
      info: engine('swarm-node1'),
      containers,
      networks: [network],
    },
    'swarm-node2': { record: record('swarm-node2', '10.99.0.14', true), info: 'engineSilent' },
  },
  store: { keys: ['docker/nodes/10.99.0.12:2376', 'docker/nodes/10.99.0.13:2376'], overlays: [] },
};

const swarmMode = {
  machines: {
    m1: {
      record: recordJson('engine26/config-n1.json'),
      info: recordJson('engine26/info-manager.json'),
      containers,
      networks: [recordJson('engine26/network-verbose.json')],
    },
    m2: {
      record: recordJson('engine26/config-n1.json'),
      info: recordJson('engine26/info-worker.json'),
      containers: [],
    },
    m3: { record: recordJson('engine26/config-n1.json'), info: 'certificateExpired' },
  },
  swarm: {
    nodes: recordJson('engine26/nodes.json'),
    services: recordJson('engine26/services.json'),
    tasks: recordJson('engine26/tasks.json'),
  },
};

const seenAt = new Date('2026-11-22T12:00:00Z');

export const pictures: Target = {
  name: 'pictures',
  form: 'json',
  weight: 5,
  longest: 400_000,
  samples: [madeJson('a classic cluster', classic), madeJson('a swarm', swarmMode)],
  read: (input) => {
    const world = part(body(input));
    const observations = observationsOf(world);
    const snapshot = picture(observations, groupsOf(observations), seenAt);
    show(snapshot);
    const again = observationsOf(world);
    hold(samePicture(snapshot, picture(again, groupsOf(again), seenAt)), () => 'the same answers give another picture');
  },
};

type Part = Readonly<Record<string, unknown>>;
const part = (value: unknown): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** As the queries gather them, question by question. */
function observationsOf(world: Part): Observations {
  const machines = Object.entries(part(world['machines'])).slice(0, 200);
  const entries = machines.flatMap(([name, answers]): MachineEntry[] => {
    // The store lists folders, whose names are not everything.
    if (name === '' || /[/\\\0]/.test(name) || name.startsWith('.')) return [];
    const directory = `/store/machines/${name}`;
    const read = parseMachineRecord(written(part(answers)['record'] ?? null), { store: '/store', name });
    if (!read.ok) return [{ name, directory, failure: read.error }];
    const machine: Machine = { ...read.value.machine, certificates: read.value.certificates[0] };
    return [{ name, directory, machine }];
  });
  const engines = new Map<string, Seen<EngineView>>();
  const managers: [string, Seen<ManagerInfo>][] = [];
  const managerOverlays = new Map<string, Seen<readonly OverlayNetwork[]>>();
  const engineOverlays = new Map<string, Seen<readonly OverlayNetwork[]>>();
  for (const [name, said] of machines) {
    const answers: Answers = part(said);
    engines.set(name, engineSeen(name, answers));
    if (answers.manager !== undefined) {
      const read = readManagerInfo(answers.manager);
      managers.push([
        name,
        read.ok ? seen(read.value) : failed({ kind: 'notDocker', address: name, said: read.error }),
      ]);
    }
    const overlays = listOf(answers.networks).flatMap((each) => readOverlay(each, () => name) ?? []);
    (answers.manager === undefined ? engineOverlays : managerOverlays).set(name, seen(overlays));
  }
  const contents = { entries, failure: undefined, hasAuthority: true };
  const bare: Observations = {
    ...nothingObserved('/store'),
    contents,
    hosts: hostsWith({
      engine: engines,
      power: new Map(machines.map(([name], index) => [name, index % 2 === 0 ? 'unknown' : 'stopped'])),
      manager: new Map(managers),
      managerOverlays,
      engineOverlays,
    }),
  };
  const swarm = part(world['swarm']);
  const view = {
    nodes: readNodes(swarm['nodes']) ?? [],
    services: readServices(swarm['services']) ?? [],
    tasks: readTasks(swarm['tasks']) ?? [],
  };
  const store = part(world['store']);
  const state: StoreState = {
    version: undefined,
    leader: 'x',
    engines: addresses(listOf(store['keys']).filter((each) => typeof each === 'string')),
    swarmNodes: [],
    overlays: overlayRecords(
      listOf(store['overlays']).flatMap((each) => (typeof each === 'string' ? [['k', each] as const] : [])),
    ),
  };
  const groups = groupsOf(bare);
  return {
    ...bare,
    clusters: new Map(
      groups.flatMap(({ key, orchestration, members }) =>
        orchestration === 'swarm-mode' ? [[key, { source: members[0]?.machine, swarm: seen(view) }]] : [],
      ),
    ),
    stores: new Map(groups.flatMap(({ store: own }) => (own ? [[own.url, seen(state)]] : []))),
  };
}

function engineSeen(name: string, { info: said, containers: listed }: Answers): Seen<EngineView> {
  const read = readEngine(said, { from: seenAt, to: seenAt }, { apiVersion: '1.41' });
  if (read) return seen({ engine: read, containers: readContainers(listed) ?? [] });
  const failures: Readonly<Record<string, Failure>> = {
    engineSilent: { kind: 'engineSilent', address: name, after: 5000, connected: false },
    certificateExpired: { kind: 'certificateExpired', address: name, whose: 'engine', at: seenAt },
  };
  const failure = typeof said === 'string' && Object.hasOwn(failures, said) ? failures[said] : undefined;
  return failed(failure ?? { kind: 'notDocker', address: name, said: written(said).slice(0, 200) });
}

const seen = <T>(value: T): Seen<T> => ({ state: 'seen', value, at: seenAt });
const failed = <T>(failure: Failure): Seen<T> => ({ state: 'failed', failure, at: seenAt, last: undefined });

/** Everything that is made of a picture. */
function show(snapshot: Snapshot): void {
  wellFormed(snapshot);
  const roots = clusterNodes(snapshot, english);
  rowsOf(roots);
  new ShownTree().update(roots);
  statusText(snapshot, english);
  statusHover(snapshot, english);
  badge(snapshot, english);
  for (const { problems } of problemList(snapshot, english))
    for (const { short, what } of problems) hold(short !== '' && what !== '', () => 'a problem without words');
  const pages = [
    ...snapshot.clusters.map(({ name }) => infoPage({ kind: 'cluster', cluster: name }, snapshot, english, 'en')),
    ...snapshot.machines.map(({ name }) => infoPage({ kind: 'machine', machine: name }, snapshot, english, 'en')),
  ];
  for (const page of pages) {
    hold(page !== undefined, () => 'what is in the picture has no page');
    // It is sent to the page as JSON is.
    wellFormed(JSON.parse(JSON.stringify(page)));
  }
  for (const cluster of snapshot.clusters) {
    const { healthy, of } = clusterHealth(cluster, snapshot);
    hold(healthy <= of, () => `${healthy} of ${of}`);
    noticeText(cluster, snapshot, english);
    const plan = planDown(cluster, snapshot, { removeVolumes: true });
    if (plan.ok) dialogText(plan.value, english);
  }
  issueReport(
    {
      versions: [],
      tool: { ok: true, value: { program: 'docker-machine', version: '0.16.2', build: 'x' } },
      snapshot,
      failures: [],
      settings: [],
      personal: { home: '/home/ann', user: 'ann' },
    },
    english,
  );
}

/** All rows, opened to the last; VS Code refuses a tree in which an id comes twice. */
function rowsOf(nodes: readonly Node[]): void {
  const ids = new Set<string>();
  const waiting = [...nodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { row } = node;
    hold(!ids.has(row.id), () => `the row ${row.id} stands twice`);
    ids.add(row.id);
    hold(
      !row.description.includes('undefined') && !row.spoken.includes('undefined'),
      () => `${row.id}: ${row.description}`,
    );
    waiting.push(...node.children());
  }
}
