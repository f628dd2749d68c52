/** `docker-machine create`: its progress lines, the record that it saves at every stage, and its failures. */
import { createHelp, driverIn, driverNames, parseFlags } from './flags.ts';
import { createOptions, type CreateOptions } from './createOptions.ts';
import { addHost } from '../world/hosts.ts';
import { isUp } from '../world/world.ts';
import type { Host } from '../world/nouns.ts';
import { Exit, hostOf, type MachineCall } from './call.ts';
import { provisionHost, waitForSsh } from './provision.ts';
import { newRecord, type MachineRecord } from './record.ts';

export async function create(call: MachineCall): Promise<number> {
  const { words, environment, store, out } = call;
  const wanted = driverIn(words, environment);
  const driver = driverNames.find((name) => name === wanted);
  const isHelp = words.some((word) => word === '--help' || word === '-h');
  if (!driver) {
    throw new Exit(
      `Driver "${wanted}" not found. Do you have the plugin binary "docker-machine-driver-${wanted}" accessible in your PATH?`,
    );
  }
  const flags = parseFlags(driver, words, environment);
  if (typeof flags === 'string') {
    out(`Incorrect Usage.\n\n${createHelp(driver)}`);
    throw new Exit(flags);
  }
  if (isHelp || flags.wantsHelp) {
    out(createHelp(driver));
    return 0;
  }
  const [name = ''] = flags.rest;
  if (flags.rest.length === 0) {
    out(createHelp(driver));
    throw new Exit('Error: No machine name specified');
  }
  if (flags.rest.length > 1)
    throw new Exit(`Invalid command line. Found extra arguments [${flags.rest.slice(1).join(' ')}]`);
  if (!/^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name))
    throw new Exit('Error creating machine: Invalid hostname specified. Allowed hostname chars are: 0-9a-zA-Z . -');
  const options = createOptions(driver, name, flags);
  if (options.swarm.discovery !== '' && !/^[^:]+:\/\/.*/.test(options.swarm.discovery))
    throw new Exit(
      `Error parsing swarm discovery: Swarm Discovery URL was in the wrong format: ${options.swarm.discovery}`,
    );
  if (store.exists(name)) throw new Exit(`Docker machine "${name}" already exists`);
  refuseOptions(options);
  await make(call, options);
  return 0;
}

function refuseOptions({ driver, driverOptions }: CreateOptions): void {
  const lacks = (option: string): boolean => (driverOptions.get(option) ?? '') === '';
  const say = (why: string): never => {
    throw new Exit(`Error setting machine configuration from flags provided: ${why}`);
  };
  if (driver === 'generic' && lacks('generic-ip-address'))
    say('generic driver requires the --generic-ip-address option');
  if (driver === 'digitalocean' && lacks('digitalocean-access-token'))
    say('digitalocean driver requires the --digitalocean-access-token option');
  if (driver === 'none' && lacks('url')) say('--url option is required when no driver is selected');
}

/** A running create: prints its progress lines and applies faults to them. */
class Progress {
  readonly #call: MachineCall;
  readonly #name: string;

  constructor(call: MachineCall, name: string) {
    this.#call = call;
    this.#name = name;
  }

  /** Reports the start of a stage, which then takes `milliseconds`. */
  async stage(line: string, milliseconds = 0): Promise<void> {
    const { world, signal, out } = this.#call;
    out(line);
    await this.#strike(line);
    await world.time.sleep(milliseconds, signal);
    if (signal.aborted) throw new Exit('', 130);
  }

  async #strike(line: string): Promise<void> {
    const { world, signal } = this.#call;
    for (const fault of world.state.createFaults) {
      if ((fault.machine !== '' && fault.machine !== this.#name) || !line.startsWith(fault.at)) continue;
      await world.time.sleep(fault.seconds * 1000, signal);
      if (fault.says !== undefined) throw new Exit(`Error creating machine: ${fault.says}`);
    }
  }
}

async function make(call: MachineCall, options: CreateOptions): Promise<void> {
  const { store, out, signal } = call;
  const progress = new Progress(call, options.name);
  await store.bootstrap(out);
  await progress.stage('Running pre-create checks...', 200);
  const record = newRecord(store, options);
  // docker-machine saves the record before it creates anything, so a create that fails after this leaves an incomplete machine.
  await store.save(record);
  await progress.stage('Creating machine...');
  const host = await createHost(call, options, record, progress);
  await store.save(record);
  if (options.driver !== 'none') {
    await progress.stage('Waiting for machine to be running, this may take a few minutes...', 100);
    const reached = await waitForSsh(call, host, 60);
    if (signal.aborted) throw new Exit('', 130);
    if (!host || !reached)
      throw new Exit(
        'Error creating machine: Error waiting for machine to be running: Maximum number of retries (60) exceeded',
      );
    await progress.stage('Detecting operating system of created instance...', 150);
    await progress.stage('Waiting for SSH to be available...', 300);
    await progress.stage('Detecting the provisioner...', 150);
    await progress.stage(`Provisioning with ${host.vm ? 'boot2docker' : 'debian'}...`, 100);
    const provisioning = { prefix: 'Error creating machine: Error running provisioning: ', withSwarm: true };
    await provisionHost({ ...call, stage: (line) => progress.stage(line) }, record, host, provisioning);
    await progress.stage('Checking connection to Docker...', 150);
    if (!isUp(host))
      throw new Exit('Error creating machine: Error checking the host: Error checking and/or regenerating the certs');
    await progress.stage('Docker is up and running!');
  }
  await store.save(record);
  out(
    `To see how to connect your Docker Client to the Docker Engine running on this virtual machine, run: docker-machine env ${options.name}`,
  );
}

async function createHost(
  call: MachineCall,
  options: CreateOptions,
  record: MachineRecord,
  progress: Progress,
): Promise<Host | undefined> {
  const { world, store } = call;
  const say = (line: string, milliseconds: number): Promise<void> =>
    progress.stage(`(${options.name}) ${line}`, milliseconds);
  switch (options.driver) {
    case 'none':
      return undefined;
    case 'generic': {
      await say('Importing SSH key...', 100);
      const key = options.driverOptions.get('generic-ssh-key') ?? '';
      if (key !== '') await store.writeSshKey(options.name, key.split(/[/\\]/).at(-1) ?? 'id_rsa');
      const host = hostOf(world, store, record);
      if (host) upgrade(host, options);
      return host;
    }
    case 'digitalocean':
      return createDroplet(call, options, record, say);
    case 'virtualbox':
      return createVm(call, options, record, say);
    case 'azure':
      return createCloudVm(call, options, record, say);
  }
}

/** Gives a generic host without an engine the version that its install script is named for. */
function upgrade(host: Host, { engine }: CreateOptions): void {
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(engine.installUrl)?.[1];
  if (host.engine.state === 'absent' && version !== undefined) host.engine.version = version;
}

/** Networks that VMs are creating now: two at once get the same address, and VirtualBox then rejects both. */
const networksInTheMaking = new WeakMap<MachineCall['world'], { count: number; clashed: boolean }>();

async function createDroplet(
  { world, store }: MachineCall,
  { name }: CreateOptions,
  record: MachineRecord,
  say: (line: string, milliseconds: number) => Promise<void>,
): Promise<Host> {
  await say('Creating SSH key...', 50);
  await store.writeSshKey(name, 'id_rsa');
  await say('Creating Digital Ocean droplet...', 1500);
  const host = addHost(world, { hostname: name, vm: { store: store.path, machine: name } });
  if (world.state.net === undefined) record.Driver.EnginePort = host.ports.engine;
  await say('Waiting for IP address to be assigned to the Droplet...', 500);
  record.Driver.IPAddress = host.address;
  return host;
}

async function createCloudVm(
  { world, store }: MachineCall,
  { name, driverOptions, engine }: CreateOptions,
  record: MachineRecord,
  say: (line: string, milliseconds: number) => Promise<void>,
): Promise<Host> {
  if ((driverOptions.get('azure-subscription-id') ?? '') === '')
    throw new Exit('Error creating machine: Error in driver during machine creation: subscription ID is required');
  await say('Completed machine pre-create checks.', 100);
  const port = Number(driverOptions.get('azure-docker-port'));
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(engine.installUrl)?.[1];
  const host = addHost(world, {
    hostname: name,
    vm: { store: store.path, machine: name },
    ...(port === 2376 ? {} : { enginePort: port }),
    ...(version === undefined ? {} : { version }),
  });
  if (world.state.net === undefined) {
    record.Driver.DockerPort = host.ports.engine;
    record.HostOptions.SwarmOptions.Host = `tcp://0.0.0.0:${String(host.ports.manager)}`;
  }
  await say('Creating virtual machine.', 3000);
  await store.writeSshKey(name, 'id_rsa');
  return host;
}

async function createVm(
  call: MachineCall,
  options: CreateOptions,
  record: MachineRecord,
  say: (line: string, milliseconds: number) => Promise<void>,
): Promise<Host> {
  const { world, store } = call;
  await say(`Copying ${store.path}/cache/boot2docker.iso to ${store.machine(options.name)}/boot2docker.iso...`, 300);
  await say('Creating VirtualBox VM...', 3500);
  const version = /v?(\d+\.\d+\.\d+)/.exec(options.driverOptions.get('virtualbox-boot2docker-url') ?? '')?.[1];
  const host = addHost(world, {
    hostname: options.name,
    vm: { store: store.path, machine: options.name },
    ...(version === undefined ? {} : { version }),
  });
  if (world.state.net === undefined) {
    // Docker's default ports belong to another machine: record this machine's own.
    record.Driver.EnginePort = host.ports.engine;
    record.HostOptions.SwarmOptions.Host = `tcp://0.0.0.0:${String(host.ports.manager)}`;
  }
  record.Driver.SSHPort = 40_000 + (world.state.nextHost % 20_000);
  await say('Creating SSH key...', 50);
  await store.writeSshKey(options.name, 'id_rsa');
  await say('Starting the VM...', 400);
  await say('Check network to re-create if needed...', 100);
  await makeNetwork(call, say);
  await say('Waiting for an IP...', 1500);
  record.Driver.IPAddress = host.address;
  return host;
}

async function makeNetwork(
  { world }: MachineCall,
  say: (line: string, milliseconds: number) => Promise<void>,
): Promise<void> {
  if (world.state.hasHostOnlyNetwork) return;
  const making = networksInTheMaking.get(world) ?? { count: 0, clashed: false };
  networksInTheMaking.set(world, making);
  making.count += 1;
  making.clashed ||= making.count > 1;
  try {
    await say(`Found a new host-only adapter: "vboxnet${String(making.count - 1)}"`, 300);
    if (making.clashed)
      throw new Exit(
        'Error creating machine: Error in driver during machine creation: Error setting up host only network on machine start: VirtualBox is configured with multiple host-only adapters with the same IP "192.168.99.1". Please remove one',
      );
    world.state.hasHostOnlyNetwork = true;
  } finally {
    making.count -= 1;
    if (making.count === 0) networksInTheMaking.delete(world);
  }
}
