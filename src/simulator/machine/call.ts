/** One run of the docker-machine command: its arguments, its streams and the world that it works on. */
import type { Host } from '../world/nouns.ts';
import type { World } from '../world/world.ts';
import { makesVm, type MachineRecord } from './record.ts';
import type { StoreFolder } from './storeFolder.ts';

export interface MachineCall {
  readonly world: World;
  readonly store: StoreFolder;
  /** The arguments after the command's name. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Reports the start of a stage; a fault may strike there. */
  readonly stage: (line: string) => Promise<void>;
  /** Prints text as is, without a trailing newline. */
  readonly print: (text: string) => void;
  /** Reads one line of standard input; undefined at its end. */
  readonly ask: (prompt: string) => Promise<string | undefined>;
  /** Aborts when the docker-machine process ends. */
  readonly signal: AbortSignal;
  /** Waits until the ports match the world's state. */
  readonly settle: () => Promise<void>;
}

/** Ends a run with a final message and an exit code. */
export class Exit extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

export const unknownMachine = (name: string): string =>
  `Docker machine "${name}" does not exist. Use "docker-machine ls" to list machines. Use "docker-machine create" to add a new one.`;

export async function requireRecord(store: StoreFolder, name: string): Promise<MachineRecord> {
  if (!store.exists(name)) throw new Exit(unknownMachine(name));
  const record = await store.read(name);
  if (!record) throw new Exit(`Error loading host from store: unexpected end of JSON input`);
  return record;
}

/** Returns the host behind a record: the VM that the driver created, or the host at the record's address. */
export function hostOf(world: World, store: StoreFolder, record: MachineRecord): Host | undefined {
  const { hosts } = world.state;
  if (makesVm(record.DriverName)) return hosts.find(({ vm }) => vm?.store === store.path && vm.machine === record.Name);
  if (record.DriverName !== 'generic') return undefined;
  const { IPAddress, SSHPort } = record.Driver;
  return hosts.find(
    ({ vm, address, ports }) =>
      !vm && address === IPAddress && (world.state.net !== undefined || ports.ssh === SSHPort),
  );
}

/** Returns a machine's address. The azure driver asks its cloud; other drivers store it in the record. */
export function addressOf(record: MachineRecord, host: Host | undefined): string {
  return record.DriverName === 'azure' ? (host?.address ?? '') : record.Driver.IPAddress;
}

/** Time that docker-machine takes to notice that a host does not answer at all, in milliseconds. */
export const noRoute = 3000;

/** Returns the state that the driver reports. VirtualBox knows it directly; generic tries the host's SSH port. */
export async function stateOf({ world, store, signal }: MachineCall, record: MachineRecord): Promise<string> {
  if (record.DriverName === 'none') return 'Running';
  const host = hostOf(world, store, record);
  if (makesVm(record.DriverName)) {
    if (!host) throw new Exit('machine does not exist');
    return host.power === 'on' ? 'Running' : 'Stopped';
  }
  if (host?.power === 'on' && host.cable === 'plugged') return 'Running';
  await world.time.sleep(noRoute, signal);
  return 'Stopped';
}
