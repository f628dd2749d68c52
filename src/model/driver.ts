/** docker-machine's drivers: their names, required options and defaults. */

/** A `create` option of a driver, without its dashes. */
export interface DriverOption {
  readonly name: string;
  /** `flag` takes no value; `list` may be repeated. */
  readonly takes: 'flag' | 'value' | 'list';
  /** As printed; undefined if none. */
  readonly default: string | undefined;
  readonly usage: string;
  /** The environment variable that also sets it. */
  readonly variable: string | undefined;
}

/** What docker-machine reports about the drivers that a cluster file names. */
export interface KnownDrivers {
  /** Available drivers. */
  readonly names: readonly string[];
  /** Options by requested driver; undefined for an unknown driver. */
  readonly options: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The drivers built into docker-machine 0.16.2 and its forks; others are separate programs. */
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

/** Options that a driver requires, from the drivers' own checks: `create --help` does not mark them. */
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

/** Whether `create --help` lists the option for a driver rather than for docker-machine itself, which the file's own keys cover. */
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

/** The cluster file's key that replaces a reserved option of `create`; empty if none does. Undefined for a driver's option. */
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
/** Drivers for existing hosts, which do not choose the engine or the interfaces. */
const bringsItsOwn = new Set(['generic', 'none']);
/** Drivers whose machines have a single interface unless one is added. */
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

/** Whether its machines get the newest engine by default, which cannot join a key-value store. */
export function installsNewestEngine(driver: string): boolean {
  return !boot2docker.has(driver) && !bringsItsOwn.has(driver);
}

export function hasOneInterface(driver: string): boolean {
  return oneInterface.has(driver);
}

/** The interface on which a driver's machines most likely reach each other. VirtualBox's host-only network is the second one. */
export function likelyInterface(driver: string): string {
  return driver === 'virtualbox' ? 'eth1' : 'eth0';
}

/** Installs the last engine that can join a key-value store. */
export const installUrlForStores = 'https://releases.rancher.com/install-docker/20.10.sh';
