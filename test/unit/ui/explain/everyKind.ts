// One value of every kind that has words. A kind that is missing here does not compile.
import type { Evidence } from '../../../../src/model/condition.ts';
import type { Failure, Problem } from '../../../../src/model/failure.ts';
import type { Trouble } from '../../../../src/model/health.ts';
import type { Warning } from '../../../../src/model/plan.ts';

/** Every kind of a union with a value of it. */
type Table<U extends { readonly kind: string }> = { readonly [K in U['kind']]: Extract<U, { kind: K }> };

const at = new Date('2026-11-23T12:00:00Z');
const refused: Failure = { kind: 'engineRefused', address: '10.9.9.9:2376' };

export const failures: Table<Failure> = {
  toolMissing: { kind: 'toolMissing', path: '/opt/no-machine' },
  toolNotExecutable: { kind: 'toolNotExecutable', path: '/opt/not-executable', said: 'EACCES said' },
  toolFailed: { kind: 'toolFailed', argv: ['create', 'm7'], exitCode: 41, said: 'the tool said' },
  toolSignalled: { kind: 'toolSignalled', argv: ['rm', 'm8'], signal: 'SIGSEGV', said: 'signal said' },
  toolGarbled: { kind: 'toolGarbled', argv: ['ls'], said: 'garbled said' },
  toolUnusable: {
    kind: 'toolUnusable',
    cause: { kind: 'timedOut', what: 'docker-machine version of the test', after: 5200 },
  },
  createFailed: { kind: 'createFailed', machine: 'made-7', stage: 'waitingForSsh', leftover: true, cause: refused },
  argumentRefused: { kind: 'argumentRefused', argument: '--evil', why: 'characters' },
  timedOut: { kind: 'timedOut', what: 'docker-machine status m9', after: 7500 },
  cancelled: { kind: 'cancelled', what: 'create m10' },
  storeMissing: { kind: 'storeMissing', path: '/no/store' },
  storeUnreadable: { kind: 'storeUnreadable', path: '/closed/store', said: 'permission said' },
  recordMissing: { kind: 'recordMissing', machine: 'm11', path: '/store/m11' },
  recordBroken: { kind: 'recordBroken', machine: 'm12', path: '/store/m12/config.json', said: 'JSON said' },
  addressUnknown: { kind: 'addressUnknown', machine: 'm13' },
  engineRefused: refused,
  engineUnreachable: { kind: 'engineUnreachable', address: '10.9.9.10:2376', said: 'EHOSTUNREACH said' },
  engineReset: { kind: 'engineReset', address: '10.9.9.11:2376' },
  engineSilent: { kind: 'engineSilent', address: '10.9.9.12:2376', after: 5000, connected: true },
  notDocker: { kind: 'notDocker', address: '10.9.9.13:2376', said: 'SSH-2.0 said' },
  engineError: { kind: 'engineError', address: '10.9.9.14:2376', status: 509, said: 'engine said' },
  certificateExpired: { kind: 'certificateExpired', address: '10.9.9.15:2376', whose: 'engine', at },
  certificateNotYetValid: { kind: 'certificateNotYetValid', address: '10.9.9.16:2376', whose: 'engine', from: at },
  certificateMissing: {
    kind: 'certificateMissing',
    address: '10.9.9.17:2376',
    path: '/store/cert.pem',
    said: 'ENOENT said',
  },
  certificateForeign: { kind: 'certificateForeign', address: '10.9.9.18:2376', whose: 'client', said: 'TLS said' },
  notAManager: { kind: 'notAManager', address: '10.9.9.80:2376' },
  notInSwarm: { kind: 'notInSwarm', address: '10.9.9.81:2376' },
  alreadyInSwarm: { kind: 'alreadyInSwarm', address: '10.9.9.82:2376' },
  swarmWithoutLeader: { kind: 'swarmWithoutLeader', address: '10.9.9.83:2376', said: 'raft said' },
  swarmLocked: { kind: 'swarmLocked', address: '10.9.9.84:2376' },
  storeRefused: { kind: 'storeRefused', url: 'consul://10.9.9.20:8500' },
  storeSilent: { kind: 'storeSilent', url: 'consul://10.9.9.21:8500', after: 2000 },
  storeUnreachable: { kind: 'storeUnreachable', url: 'consul://10.9.9.22:8500', said: 'no route said' },
  storeWithoutLeader: { kind: 'storeWithoutLeader', url: 'consul://10.9.9.23:8500', isElecting: false },
  notAStore: { kind: 'notAStore', url: 'consul://10.9.9.24:8500', said: 'HTML said' },
  fileUnreadable: { kind: 'fileUnreadable', path: '/w/none.yaml', said: 'file said' },
  fileInvalid: {
    kind: 'fileInvalid',
    path: '/w/overlay-cluster.yaml',
    problems: [{ severity: 'error', start: 0, end: 1, problem: { kind: 'missingKey', key: 'name' } }],
  },
  orchestrationComesLater: { kind: 'orchestrationComesLater', orchestration: 'swarm-mode' },
  driverUnknown: { kind: 'driverUnknown', driver: 'hyperkit', said: 'driver said' },
  machineUnclear: { kind: 'machineUnclear', machine: 'm17' },
  nameTaken: { kind: 'nameTaken', machine: 'm14', by: 'prod' },
  engineWithoutClusterStore: { kind: 'engineWithoutClusterStore', version: '26.1.5', from: 'm15' },
  hostUnreachable: { kind: 'hostUnreachable', machine: 'm16', address: '10.9.9.30:22', said: 'ETIMEDOUT said' },
  keyMissing: { kind: 'keyMissing', machine: 'm17', path: '/home/u/.ssh/none' },
  storeDoesNotAnswer: {
    kind: 'storeDoesNotAnswer',
    url: 'etcd://10.9.9.31:2379',
    cause: { kind: 'storeRefused', url: 'etcd://10.9.9.31:2379' },
  },
  addressShared: { kind: 'addressShared', machines: ['m18', 'm19'], address: '10.9.9.32' },
  clusterUnknown: { kind: 'clusterUnknown', cluster: 'ghost' },
  machineUnknown: { kind: 'machineUnknown', machine: 'm20' },
  secretMissing: { kind: 'secretMissing', name: 'TOKEN' },
  readOnly: { kind: 'readOnly' },
  untrusted: { kind: 'untrusted' },
  several: {
    kind: 'several',
    failures: [
      { kind: 'machineUnknown', machine: 'm21' },
      { kind: 'clusterUnknown', cluster: 'c22' },
    ],
  },
  alreadyRunning: { kind: 'alreadyRunning', cluster: 'demo', verb: 'up', pid: 4711, since: at },
  nodesMissing: {
    kind: 'nodesMissing',
    manager: 'boss',
    wanted: 3,
    healthy: 2,
    missing: [{ machine: 'm23', why: 'Pending', engine: undefined }],
  },
  containerExited: { kind: 'containerExited', machine: 'm24', container: 'consul', said: 'panic said' },
  imageMissing: { kind: 'imageMissing', machine: 'm25', image: 'swarm:0.0', said: 'manifest said' },
  networkExists: { kind: 'networkExists', network: 'net26', driver: 'bridge', scope: 'local' },
  unexpected: { kind: 'unexpected', said: 'undefined is not a function' },
};

export const problems: Table<Problem> = {
  syntax: { kind: 'syntax', said: 'bad indentation' },
  tooLarge: { kind: 'tooLarge', bytes: 2_000_000, most: 1_000_000 },
  severalDocuments: { kind: 'severalDocuments' },
  unknownKey: { kind: 'unknownKey', key: 'nodez', near: 'nodes' },
  missingKey: { kind: 'missingKey', key: 'name' },
  wrongType: { kind: 'wrongType', key: 'nodes', expected: 'list', received: 'text' },
  badValue: { kind: 'badValue', key: 'subnet', value: '10.0/8', expected: 'a subnet' },
  badName: { kind: 'badName', name: 'a b', why: 'characters' },
  duplicateName: { kind: 'duplicateName', name: 'twin' },
  nothingToDo: { kind: 'nothingToDo', key: 'nodes.list' },
  secretInFile: { kind: 'secretInFile', option: 'amazonec2-secret-key', environment: 'AWS_SECRET_ACCESS_KEY' },
  conflict: { kind: 'conflict', key: 'machine', other: 'url' },
};

export const troubles: Table<Trouble> = {
  recordUnusable: { kind: 'recordUnusable', machine: 'm12', failure: failures.recordBroken },
  incomplete: { kind: 'incomplete', machine: 'm30' },
  machineStopped: { kind: 'machineStopped', machine: 'm31' },
  engineDown: { kind: 'engineDown', machine: 'm32', failure: refused, since: at },
  managerSays: { kind: 'managerSays', machine: 'm33', manager: 'boss', status: 'Pending', error: 'manager said' },
  notListed: { kind: 'notListed', machine: 'm34', manager: 'boss' },
  managerDown: { kind: 'managerDown', machine: 'm35', failure: failures.engineReset, since: at },
  storeDown: { kind: 'storeDown', url: 'consul://10.9.9.20:8500', machine: 'kv', failure: failures.storeRefused },
  notRegistered: { kind: 'notRegistered', machine: 'm36', url: 'consul://10.9.9.40:8500' },
  storeUnreachableFrom: {
    kind: 'storeUnreachableFrom',
    machine: 'm37',
    url: 'consul://10.9.9.41:8500',
    failure: failures.storeSilent,
  },
  sameHostname: { kind: 'sameHostname', hostname: 'twin', machines: ['m38', 'm39'] },
  sameEngineId: { kind: 'sameEngineId', id: 'ABCD:EFGH', machines: ['m40', 'm41'] },
  clockSkew: { kind: 'clockSkew', machine: 'm42', skew: 93_000 },
  zookeeperCrash: { kind: 'zookeeperCrash', machine: 'm43', containers: ['web', 'db'] },
  joining: { kind: 'joining', machine: 'm44' },
  noManager: { kind: 'noManager' },
  networksMayHide: { kind: 'networksMayHide', url: 'consul://10.9.9.42:8500' },
};

export const warnings: Table<Warning> = {
  zookeeperCrashes: { kind: 'zookeeperCrashes' },
  differs: { kind: 'differs', machine: 'm50', option: 'driver', wanted: 'generic', found: 'virtualbox' },
  storeImageUnpinned: { kind: 'storeImageUnpinned', image: 'consul:latest' },
  adopted: { kind: 'adopted', machine: 'm51' },
  networkDiffers: {
    kind: 'networkDiffers',
    network: 'n52',
    option: 'subnet',
    wanted: '10.1.0.0/24',
    found: '10.2.0.0/24',
  },
  networksGo: { kind: 'networksGo', networks: ['n53', 'n54'] },
  hostLivesOn: { kind: 'hostLivesOn', machine: 'm55' },
  hostSkipped: { kind: 'hostSkipped', machine: 'm56', failure: refused },
  volumeStays: { kind: 'volumeStays', machine: 'm57', volume: 'consul-data' },
  containersGo: { kind: 'containersGo', machine: 'm58', containers: ['c1', 'c2'] },
  newestEngine: { kind: 'newestEngine', driver: 'digitalocean' },
  interfaceUnlikely: { kind: 'interfaceUnlikely', interface: 'eth7', driver: 'generic' },
};

export const evidence: Table<Evidence> = {
  storeAnswers: { kind: 'storeAnswers', url: 'consul://10.9.9.60:8500', version: '1.20.6', leader: '10.9.9.60:8300' },
  storeFails: { kind: 'storeFails', url: 'consul://10.9.9.61:8500', failure: failures.storeSilent },
  notAsked: { kind: 'notAsked' },
  toBeMade: { kind: 'toBeMade', machine: 'm71' },
  reached: { kind: 'reached', machine: 'm61', how: 'registered' },
  notReached: { kind: 'notReached', machine: 'm62', failure: failures.storeRefused },
  reachUnknown: { kind: 'reachUnknown', machine: 'm63' },
  engineAnswers: { kind: 'engineAnswers', machine: 'm64', version: '20.10.5' },
  engineFails: { kind: 'engineFails', machine: 'm65', failure: refused },
  engineUnknown: { kind: 'engineUnknown', machine: 'm66' },
  sameHostname: { kind: 'sameHostname', hostname: 'twin', machines: ['m67', 'm68'] },
  sameEngineId: { kind: 'sameEngineId', id: 'WXYZ:EFGH', machines: ['m69', 'm70'] },
  allDiffer: { kind: 'allDiffer', count: 41 },
};
