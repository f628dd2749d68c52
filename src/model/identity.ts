/** Identity of a machine beyond its name: another machine may have taken the name between a question and the action that follows. Pure. */
import type { Failure } from './failure.ts';
import type { Path } from '../base/hostPath.ts';
import { livesOnAfterRemoval, type FolderMark, type MachineIdentity } from './machine.ts';
import { lastOf } from './seen.ts';
import { findMachine, type Snapshot } from './snapshot.ts';

/** An identity with no known part. */
export const noIdentity: MachineIdentity = {
  driver: undefined,
  id: undefined,
  address: undefined,
  folder: undefined,
  key: undefined,
};

/** The subject of a question: a machine and, if it has ever answered, its engine. */
export interface MachineTarget {
  readonly machine: string;
  readonly identity: MachineIdentity | undefined;
  /** ID from its last answer; undefined if it has never answered. */
  readonly engine: string | undefined;
}

/** The machines that a question is about, and their machine store. */
export interface Targets {
  /** Without symbolic links; undefined if unknown. */
  readonly store: Path | undefined;
  /** By name. */
  readonly machines: Readonly<Record<string, MachineTarget>>;
}

function targetOf(snapshot: Snapshot, machine: string): MachineTarget {
  const seen = findMachine(snapshot, machine);
  return { machine, identity: seen?.identity, engine: (seen && lastOf(seen.engine)?.value.engine.id) || undefined };
}

/** Targets for all machines of `names` that the snapshot has. */
export function targetsOf(snapshot: Snapshot, names: Iterable<string>): Targets {
  const known = [...new Set(names)].filter((name) => findMachine(snapshot, name));
  return {
    store: snapshot.realStorePath,
    machines: Object.fromEntries(known.map((name) => [name, targetOf(snapshot, name)])),
  };
}

type IdentityPart = 'driver' | 'id' | 'address' | 'folder' | 'key';

/** The first part in which two identities differ; undefined if no part known in both differs. */
export function differenceOf(
  was: MachineIdentity,
  now: MachineIdentity,
): { readonly part: IdentityPart; readonly was: string; readonly now: string } | undefined {
  const parts = ['driver', 'id', 'address', 'folder', 'key'] as const;
  for (const part of parts) {
    // A driver may assign a new address at restart; a host that the driver only connects to is identified by its address.
    if (part === 'address' && !(was.driver !== undefined && livesOnAfterRemoval(was.driver))) continue;
    const [before, after] = part === 'folder' ? folders(was.folder, now.folder) : [was[part], now[part]];
    if (before !== undefined && after !== undefined && before !== after) return { part, was: before, now: after };
  }
  return undefined;
}

/** Inodes are reused, and Windows gives a folder recreated within 15 s its former creation time: compare both where both are known. */
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

/** Why an action meant for `target` must not run on the machine that now has its name. */
export function targetFailure(target: MachineTarget, now: MachineIdentity | undefined): Failure | undefined {
  const difference = target.identity && now && differenceOf(target.identity, now);
  return difference && { kind: 'targetChanged', what: 'machine', name: target.machine, ...difference };
}

/** Merges two descriptions of the same machine: each fills gaps of the other. */
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

/** Merges what was known at the question with what is known now. */
export function mergedTargets(asked: Targets, now: Targets): Targets {
  const machines = Object.entries(now.machines).map(([name, target]) => {
    const before = asked.machines[name];
    return [name, before ? merged(before, target) : target] as const;
  });
  return { store: asked.store ?? now.store, machines: { ...asked.machines, ...Object.fromEntries(machines) } };
}

/** What has been replaced since the question: the store, or one of the machines. Removed machines do not count. */
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
