/** docker-machine's drivers: which there are, what each must be told, and what its machines come with. */

/** An option that `create` knows for a driver, without its dashes. */
export interface DriverOption {
  readonly name: string;
  /** `flag` takes no value; `list` may be given several times. */
  readonly takes: 'flag' | 'value' | 'list';
  /** As printed; undefined: none. */
  readonly default: string | undefined;
  readonly usage: string;
  /** The environment variable that it is read from too. */
  readonly variable: string | undefined;
}

/** What docker-machine says of the drivers that a cluster file names. */
export interface KnownDrivers {
  /** Drivers that there are. */
  readonly names: readonly string[];
  /** By the drivers it was asked about: their options, or undefined for a driver that it does not know. */
  readonly options: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The drivers inside docker-machine 0.16.2 itself and its forks; others are programs beside it. */
export const builtInDrivers = [
  'virtualbox',
  'generic',
  'amazonec2',
  'azure',
  'digitalocean',
  'exoscale',
  'google',
  'hyperv',
  'none',
  'openstack',
  'rackspace',
  'softlayer',
  'vmwarefusion',
  'vmwarevcloudair',
  'vmwarevsphere',
] as const;

/** Options without which a driver refuses, read from the drivers' own checks: no help tells them apart. */
const required: Readonly<Record<string, readonly string[]>> = {
  amazonec2: ['amazonec2-access-key', 'amazonec2-secret-key'],
  azure: ['azure-subscription-id'],
  digitalocean: ['digitalocean-access-token'],
  exoscale: ['exoscale-api-key', 'exoscale-api-secret-key'],
  generic: ['generic-ip-address'],
  google: ['google-project'],
  hetzner: ['hetzner-api-token'],
  linode: ['linode-token'],
  none: ['url'],
  openstack: [
    'openstack-auth-url',
    'openstack-username',
    'openstack-password',
    'openstack-tenant-name',
    'openstack-flavor-name',
    'openstack-image-name',
  ],
  rackspace: ['rackspace-username', 'rackspace-api-key'],
  softlayer: ['softlayer-user', 'softlayer-api-key', 'softlayer-domain'],
  vmwarevcloudair: [
    'vmwarevcloudair-username',
    'vmwarevcloudair-password',
    'vmwarevcloudair-vdcid',
    'vmwarevcloudair-publicip',
  ],
  vmwarevsphere: ['vmwarevsphere-vcenter', 'vmwarevsphere-username', 'vmwarevsphere-password'],
};

export function requiredOptions(driver: string): readonly string[] {
  return required[driver] ?? [];
}

export function isRequired(driver: string, option: string): boolean {
  return requiredOptions(driver).includes(option);
}

/** Whether `create --help` lists the option for a driver, and not for docker-machine itself: for those the cluster file has keys. */
export function isOfDriver(option: string): boolean {
  return !/^(driver|tls-san|hostname-override|custom-install-script|(engine|swarm)(-.*)?)$/.test(option);
}

const keyOfOption: Readonly<Record<string, string>> = {
  d: 'driver.name',
  driver: 'driver.name',
  'engine-env': 'engine.environment',
  'engine-insecure-registry': 'engine.insecureRegistries',
  'engine-install-url': 'engine.installUrl',
  'engine-label': 'engine.labels',
  'engine-registry-mirror': 'engine.registryMirrors',
  swarm: 'managers',
  'swarm-master': 'managers',
  'swarm-discovery': 'keyValueStore',
  'swarm-image': 'swarm.image',
  'swarm-strategy': 'swarm.strategy',
  h: '',
  help: '',
};

/** The key of the cluster file for an option of `create` that no driver may be told, empty where there is none; undefined: it is a driver's. */
export function keyInstead(option: string): string | undefined {
  if (Object.hasOwn(keyOfOption, option)) return keyOfOption[option];
  const part = /^(engine|swarm)-/.exec(option)?.[1];
  return part && `${part}.options`;
}

/** Drivers that boot boot2docker, whose last engine is 19.03. */
const boot2docker = new Set([
  'virtualbox',
  'hyperv',
  'vmwarefusion',
  'vmwarevsphere',
  'vmware',
  'parallels',
  'xhyve',
  'hyperkit',
  'kvm',
]);
/** Hosts that bring what they have: their engine and their interfaces are not the driver's. */
const bringsItsOwn = new Set(['generic', 'none']);
/** Drivers of machines whose network, unless somebody adds one, is on their first interface. */
const oneInterface = new Set([
  'amazonec2',
  'azure',
  'exoscale',
  'google',
  'hetzner',
  'hyperv',
  'linode',
  'openstack',
  'parallels',
  'vmwarefusion',
  'vmwarevsphere',
]);

/** Whether its machines get the newest engine when no URL says otherwise, which cannot join a key-value store. */
export function installsNewestEngine(driver: string): boolean {
  return !boot2docker.has(driver) && !bringsItsOwn.has(driver);
}

export function hasOneInterface(driver: string): boolean {
  return oneInterface.has(driver);
}

/** The interface by which machines of a driver most likely reach each other: VirtualBox's host-only network is the second. */
export function likelyInterface(driver: string): string {
  return driver === 'virtualbox' ? 'eth1' : 'eth0';
}

/** Installs the last engine that can join a key-value store. */
export const installUrlForStores = 'https://releases.rancher.com/install-docker/20.10.sh';
