/**
 * Which machine it is, beyond its name: a name can be given again to another machine between a question and what follows from the answer.
 * Pure.
 */
import type { Failure, Path } from './failure.ts';
import { livesOnAfterRemoval, type FolderMark, type MachineIdentity } from './machine.ts';
import { lastOf } from './seen.ts';
import { findMachine, type Snapshot } from './snapshot.ts';

/** Nothing is known. */
export const noIdentity: MachineIdentity = {
  driver: undefined,
  id: undefined,
  address: undefined,
  folder: undefined,
  key: undefined,
};

/** What a question was about: a machine and, where it has ever answered, its engine. */
export interface MachineTarget {
  readonly machine: string;
  readonly identity: MachineIdentity | undefined;
  /** Its ID, as it told it last; undefined: it has never answered. */
  readonly engine: string | undefined;
}

/** The machines that something was asked about, in the store where they were. */
export interface Targets {
  /** Without symbolic links. Undefined: not known. */
  readonly store: Path | undefined;
  /** By name. */
  readonly machines: Readonly<Record<string, MachineTarget>>;
}

function targetOf(snapshot: Snapshot, machine: string): MachineTarget {
  const seen = findMachine(snapshot, machine);
  return { machine, identity: seen?.identity, engine: (seen && lastOf(seen.engine)?.value.engine.id) || undefined };
}

/** Of all machines of a snapshot that `names` has. */
export function targetsOf(snapshot: Snapshot, names: Iterable<string>): Targets {
  const known = [...new Set(names)].filter((name) => findMachine(snapshot, name));
  return {
    store: snapshot.realStorePath,
    machines: Object.fromEntries(known.map((name) => [name, targetOf(snapshot, name)])),
  };
}

type IdentityPart = 'driver' | 'id' | 'address' | 'folder' | 'key';

/** In what two identities of one name differ, and how; undefined: in nothing that is known of both. */
export function differenceOf(
  was: MachineIdentity,
  now: MachineIdentity,
): { readonly part: IdentityPart; readonly was: string; readonly now: string } | undefined {
  const parts = ['driver', 'id', 'address', 'folder', 'key'] as const;
  for (const part of parts) {
    // The address of a machine that its driver makes changes with a restart; of a host that is only reached it is all there is.
    if (part === 'address' && !(was.driver !== undefined && livesOnAfterRemoval(was.driver))) continue;
    const [before, after] = part === 'folder' ? folders(was.folder, now.folder) : [was[part], now[part]];
    if (before !== undefined && after !== undefined && before !== after) return { part, was: before, now: after };
  }
  return undefined;
}

/** Inodes are given again, and Windows gives a folder that is made again within 15 s the former's time: both count where both are known. */
function folders(
  was: FolderMark | undefined,
  now: FolderMark | undefined,
): readonly [string | undefined, string | undefined] {
  if (!was || !now) return [undefined, undefined];
  const isBornKnown = was.born !== undefined && now.born !== undefined;
  const text = ({ inode, born }: FolderMark): string =>
    isBornKnown && born !== undefined ? `${new Date(born).toISOString()} (${inode})` : inode;
  return [text(was), text(now)];
}

/** What stands against doing to the machine of that name what was meant for `target`. */
export function targetFailure(target: MachineTarget, now: MachineIdentity | undefined): Failure | undefined {
  const difference = target.identity && now && differenceOf(target.identity, now);
  return difference && { kind: 'targetChanged', what: 'machine', name: target.machine, ...difference };
}

/** Both say something of the same machine: what one does not know the other may. */
function merged(first: MachineTarget, second: MachineTarget): MachineTarget {
  const identity =
    first.identity && second.identity
      ? {
          driver: first.identity.driver ?? second.identity.driver,
          id: first.identity.id ?? second.identity.id,
          address: first.identity.address ?? second.identity.address,
          folder: first.identity.folder ?? second.identity.folder,
          key: first.identity.key ?? second.identity.key,
        }
      : (first.identity ?? second.identity);
  return { machine: first.machine, identity, engine: first.engine ?? second.engine };
}

/** Of what was asked about, all that is known of it then and now. */
export function mergedTargets(asked: Targets, now: Targets): Targets {
  const machines = Object.entries(now.machines).map(([name, target]) => {
    const before = asked.machines[name];
    return [name, before ? merged(before, target) : target] as const;
  });
  return { store: asked.store ?? now.store, machines: { ...asked.machines, ...Object.fromEntries(machines) } };
}

/** What is not what was asked about any more: the store, or one of the machines. Those that are gone are no others. */
export function replacement({ store, machines }: Targets, seen: Snapshot): Failure | undefined {
  const { realStorePath } = seen;
  if (store !== undefined && realStorePath !== undefined && store !== realStorePath)
    return { kind: 'storeChanged', was: store, now: realStorePath };
  for (const target of Object.values(machines)) {
    const found = targetOf(seen, target.machine);
    const failure = targetFailure(target, found.identity) ?? engineFailure(target, found.engine);
    if (failure) return failure;
  }
  return undefined;
}

function engineFailure({ machine, engine: was }: MachineTarget, now: string | undefined): Failure | undefined {
  return was === undefined || now === undefined || was === now
    ? undefined
    : { kind: 'targetChanged', what: 'machine', name: machine, part: 'engine', was, now };
}
