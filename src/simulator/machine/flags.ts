/** The flags of `docker-machine create`: the flags of each driver, the help text and the parser. */

export type DriverName = 'virtualbox' | 'azure' | 'digitalocean' | 'generic' | 'none';
export const driverNames: readonly DriverName[] = ['virtualbox', 'azure', 'digitalocean', 'generic', 'none'];

interface Flag {
  readonly name: string;
  readonly takes: 'flag' | 'value' | 'list';
  readonly default?: string;
  readonly usage: string;
  readonly variable?: string;
  readonly short?: string;
}

const value = (name: string, usage: string, fallback = '', variable?: string): Flag => ({
  name,
  takes: 'value',
  usage,
  ...(fallback === '' ? {} : { default: fallback }),
  ...(variable === undefined ? {} : { variable }),
});
const bare = (name: string, usage: string, variable?: string): Flag => ({
  name,
  takes: 'flag',
  usage,
  ...(variable === undefined ? {} : { variable }),
});
const list = (name: string, usage: string, variable?: string): Flag => ({
  name,
  takes: 'list',
  usage,
  ...(variable === undefined ? {} : { variable }),
});

const shared: readonly Flag[] = [
  { ...value('driver', 'Driver to create machine with.', 'virtualbox', 'MACHINE_DRIVER'), short: 'd' },
  list('engine-env', 'Specify environment variables to set in the engine'),
  list('engine-insecure-registry', 'Specify insecure registries to allow with the created engine'),
  value(
    'engine-install-url',
    'Custom URL to use for engine installation',
    'https://get.docker.com',
    'MACHINE_DOCKER_INSTALL_URL',
  ),
  list('engine-label', 'Specify labels for the created engine'),
  list('engine-opt', 'Specify arbitrary flags to include with the created engine in the form flag=value'),
  list('engine-registry-mirror', 'Specify registry mirrors to use', 'ENGINE_REGISTRY_MIRROR'),
  value('engine-storage-driver', 'Specify a storage driver to use with the engine'),
  bare('swarm', 'Configure Machine to join a Swarm cluster'),
  value('swarm-addr', 'addr to advertise for Swarm (default: detect and use the machine IP)'),
  value('swarm-discovery', 'Discovery service to use with Swarm'),
  bare('swarm-experimental', 'Enable Swarm experimental features'),
  value('swarm-host', 'ip/socket to listen on for Swarm master', 'tcp://0.0.0.0:3376'),
  value('swarm-image', 'Specify Docker image to use for Swarm', 'swarm:latest', 'MACHINE_SWARM_IMAGE'),
  list('swarm-join-opt', 'Define arbitrary flags for Swarm join'),
  bare('swarm-master', 'Configure Machine to be a Swarm master'),
  list('swarm-opt', 'Define arbitrary flags for Swarm master'),
  value('swarm-strategy', 'Define a default scheduling strategy for Swarm', 'spread'),
  list('tls-san', 'Support extra SANs for TLS certs'),
];

const box = (name: string, usage: string, fallback = ''): Flag =>
  value(`virtualbox-${name}`, usage, fallback, `VIRTUALBOX_${name.toUpperCase().replaceAll('-', '_')}`);
const boxFlag = (name: string, usage: string): Flag =>
  bare(`virtualbox-${name}`, usage, `VIRTUALBOX_${name.toUpperCase().replaceAll('-', '_')}`);

const droplet = (name: string, usage: string, fallback = ''): Flag =>
  value(`digitalocean-${name}`, usage, fallback, `DIGITALOCEAN_${name.toUpperCase().replaceAll('-', '_')}`);
const dropletFlag = (name: string, usage: string): Flag => ({ ...droplet(name, usage), takes: 'flag' });

const own: Readonly<Record<DriverName, readonly Flag[]>> = {
  virtualbox: [
    box('boot2docker-url', 'The URL of the boot2docker image. Defaults to the latest available version'),
    box('cpu-count', 'number of CPUs for the machine (-1 to use the number of CPUs available)', '1'),
    box('disk-size', 'Size of disk for host in MB', '20000'),
    boxFlag('host-dns-resolver', 'Use the host DNS resolver'),
    box('hostonly-cidr', 'Specify the Host Only CIDR', '192.168.99.1/24'),
    box('hostonly-nicpromisc', 'Specify the Host Only Network Adapter Promiscuous Mode', 'deny'),
    box('hostonly-nictype', 'Specify the Host Only Network Adapter Type', '82540EM'),
    boxFlag('hostonly-no-dhcp', 'Disable the Host Only DHCP Server'),
    box('import-boot2docker-vm', 'The name of a Boot2Docker VM to import'),
    box('memory', 'Size of memory for host in MB', '1024'),
    box('nat-nictype', 'Specify the Network Adapter Type', '82540EM'),
    boxFlag('no-dns-proxy', 'Disable proxying all DNS requests to the host'),
    boxFlag('no-share', 'Disable the mount of your home directory'),
    boxFlag(
      'no-vtx-check',
      'Disable checking for the availability of hardware virtualization before the vm is started',
    ),
    box('share-folder', 'Mount the specified directory instead of the default home location. Format: dir:name'),
    box('ui-type', 'Specify the UI Type: (gui|sdl|headless|separate)', 'headless'),
  ],
  azure: [
    value('azure-docker-port', 'Port number for Docker engine', '2376', 'AZURE_DOCKER_PORT'),
    value('azure-size', 'Size for Azure Virtual Machine', 'Standard_A2', 'AZURE_SIZE'),
    value('azure-subscription-id', 'Azure Subscription ID', '', 'AZURE_SUBSCRIPTION_ID'),
  ],
  generic: [
    value('generic-engine-port', 'Docker engine port', '2376', 'GENERIC_ENGINE_PORT'),
    value('generic-ip-address', 'IP Address of machine', '', 'GENERIC_IP_ADDRESS'),
    value(
      'generic-ssh-key',
      'SSH private key path (if not provided, default SSH key will be used)',
      '',
      'GENERIC_SSH_KEY',
    ),
    value('generic-ssh-port', 'SSH port', '22', 'GENERIC_SSH_PORT'),
    value('generic-ssh-user', 'SSH user', 'root', 'GENERIC_SSH_USER'),
  ],
  digitalocean: [
    droplet('access-token', 'Digital Ocean access token'),
    dropletFlag('backups', 'enable backups for droplet'),
    droplet('image', 'Digital Ocean Image', 'ubuntu-16-04-x64'),
    dropletFlag('ipv6', 'enable ipv6 for droplet'),
    dropletFlag('monitoring', 'enable monitoring for droplet'),
    dropletFlag('private-networking', 'enable private networking for droplet'),
    droplet('region', 'Digital Ocean region', 'nyc3'),
    droplet('size', 'Digital Ocean size', 's-1vcpu-1gb'),
    droplet('ssh-key-fingerprint', 'SSH key fingerprint'),
    droplet('ssh-key-path', 'SSH private key path '),
    droplet('ssh-port', 'SSH port', '22'),
    droplet('ssh-user', 'SSH username', 'root'),
    droplet('tags', 'comma-separated list of tags to apply to the Droplet'),
    droplet('userdata', 'path to file with cloud-init user-data'),
  ],
  none: [value('url', 'URL of host when no driver is selected')],
};

const flagsOf = (driver: DriverName | undefined): readonly Flag[] =>
  [...shared, ...(driver === undefined ? [] : own[driver])].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The help page, with the driver's own flags among the others. */
export function createHelp(driver: DriverName | undefined): string {
  const heads = flagsOf(driver).map((flag) => ({ flag, head: `   ${headOf(flag)}` }));
  // Go's tabwriter pads a column with tabs to the next multiple of eight after its longest cell.
  const column = Math.ceil((Math.max(...heads.map(({ head }) => head.length)) + 1) / 8) * 8;
  const lines = heads.map(({ flag, head }) => {
    const variable = flag.variable === undefined ? '' : ` [$${flag.variable}]`;
    return `${head}${'\t'.repeat(Math.ceil((column - head.length) / 8))}${flag.usage}${variable}`;
  });
  return [
    'Usage: docker-machine create [OPTIONS] [arg...]',
    '',
    'Create a machine',
    '',
    'Description:',
    "   Run 'docker-machine create --driver name --help' to include the create flags for that driver in the help text.",
    '',
    'Options:',
    '   ',
    ...lines,
  ].join('\n');
}

function headOf({ name, takes, default: fallback, short }: Flag): string {
  const names = short === undefined ? `--${name}` : `--${name}, -${short}`;
  if (takes === 'flag') return names;
  if (takes === 'list') return `${names} [--${name} option --${name} option]`;
  return `${names} ${fallback === undefined ? '' : `"${fallback}"`}`;
}

export interface ParsedFlags {
  /** The last value given, the environment's value, or the default. */
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly isSet: ReadonlySet<string>;
  readonly rest: readonly string[];
  readonly wantsHelp: boolean;
}

/** Parses the arguments. Returns docker-machine's error message as a string if a flag is wrong. */
export function parseFlags(
  driver: DriverName | undefined,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ParsedFlags | string {
  const flags = new Map(flagsOf(driver).flatMap((flag) => [[flag.name, flag] as const]));
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const isSet = new Set<string>();
  const rest: string[] = [];
  let wantsHelp = false;
  for (const [name, flag] of flags) {
    const given = flag.variable === undefined ? undefined : environment[flag.variable];
    if (flag.takes === 'list') lists.set(name, given === undefined ? [] : [given]);
    else values.set(name, given ?? flag.default ?? (flag.takes === 'flag' ? 'false' : ''));
    if (given !== undefined) isSet.add(name);
  }
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (!/^-./.test(word)) {
      // Flags end at the first positional argument.
      rest.push(...words.slice(at));
      break;
    }
    const [, written = '', given] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (written === 'help' || written === 'h') {
      wantsHelp = true;
      continue;
    }
    const flag = flags.get(written === 'd' ? 'driver' : written);
    if (!flag) return `flag provided but not defined: -${written}`;
    isSet.add(flag.name);
    if (flag.takes === 'flag') values.set(flag.name, given ?? 'true');
    else {
      if (given === undefined && at + 1 >= words.length) return `flag needs an argument: -${written}`;
      const taken = given ?? words[(at += 1)] ?? '';
      if (flag.takes === 'list') lists.set(flag.name, [...(lists.get(flag.name) ?? []), taken]);
      else values.set(flag.name, taken);
    }
  }
  return { values, lists, isSet, rest, wantsHelp };
}

/** Finds the driver before the flags are parsed, because each driver has its own flags. */
export function driverIn(words: readonly string[], environment: Readonly<Record<string, string>>): string {
  for (const [index, word] of words.entries()) {
    const match = /^--?d(?:river)?(?:=(.*))?$/.exec(word);
    if (match) return match[1] ?? words[index + 1] ?? '';
  }
  return environment['MACHINE_DRIVER'] ?? 'virtualbox';
}
