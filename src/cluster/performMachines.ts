/** Actions on whole machines: create, remove and restore. */
import { err, ok } from '../base/result.ts';
import { minutes, seconds } from '../base/units.ts';
import * as machineCommands from '../docker/machineCommands.ts';
import { knowsClusterStore } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { differenceOf, noIdentity } from '../model/identity.ts';
import { storeUrlText } from '../model/keyValueStore.ts';
import type { MachineIdentity } from '../model/machine.ts';
import type { MachineToCreate } from '../model/plan.ts';
import { pullImage } from './performContainers.ts';
import { confirmMachine, findMachine, runTool, storeUrl, type Doing, type World } from './performWorld.ts';
import { restoreScript } from './restoreScript.ts';

export async function createMachine({ machine }: Doing<'createMachine'>, world: World): Promise<Outcome<void>> {
  const url = machine.store ? await storeUrl(machine.store, world) : undefined;
  if (url && !url.ok) return url;
  const making = await noteWhatIsMade(machine.name, world);
  const created = await runTool(machineCommands.create(machine, url && storeUrlText(url.value)), making.world);
  await making.end();
  const made = created.ok ? created : await finishSwarm(machine, created.error, world);
  if (!made.ok) return err(await outgrown(machine, made.error, world));
  // Exit code 0 proves nothing, and the machine may have been removed meanwhile.
  const found = await findMachine(machine.name, world);
  return found.ok ? ok(undefined) : found;
}

/**
 * Notes the identity of the new machine as soon as its folder exists, so that only that one is used and rolled back. A machine that existed
 * before the create, or replaces it later, is not ours.
 */
async function noteWhatIsMade(
  name: string,
  world: World,
): Promise<{ readonly world: World; readonly end: () => Promise<void> }> {
  const before = await world.doors.store.readOne(name);
  let noted: MachineIdentity | undefined;
  const note = async (): Promise<void> => {
    const entry = await world.doors.store.readOne(name);
    if (!entry) return;
    const isOther = before && !(before.identity && entry.identity && differenceOf(before.identity, entry.identity));
    if (isOther) return;
    if (noted && entry.identity && differenceOf(noted, entry.identity)) return;
    noted = entry.identity ?? noted;
    world.targets.made(name, entry.identity);
    world.made?.(name, entry.identity ?? noIdentity);
  };
  const stage = (begun: string): void => {
    world.stage(begun);
    void note();
  };
  // A create may hang, or its window may close, before the next stage.
  const watching = world.doors.store.onDidChange(() => void note());
  const end = async (): Promise<void> => {
    watching.dispose();
    await note();
  };
  return { world: { ...world, stage }, end };
}

/**
 * rancher-machine pulls swarm's image without waiting, so its first create of a swarm node always fails with "No such image" (observed with
 * v0.15.0-rancher140) after everything else is done. Pull the image here and let `provision` do the rest: the swarm container that would
 * conflict does not exist yet.
 */
async function finishSwarm(machine: MachineToCreate, failure: Failure, world: World): Promise<Outcome<void>> {
  const { swarm, name } = machine;
  if (!swarm || failure.kind !== 'createFailed' || failure.cause.kind !== 'toolFailed') return err(failure);
  if (!failure.cause.said.includes(`No such image: ${swarm.image}`)) return err(failure);
  const pulled = await pullImage({ kind: 'pullImage', machine: name, image: swarm.image }, world);
  const finished = pulled.ok ? await runTool(machineCommands.provision(name), world) : pulled;
  return finished.ok ? finished : err({ ...failure, cause: finished.error });
}

/**
 * If an engine exits on `cluster-store`, docker-machine only reports that systemctl failed. The version, available without a running
 * engine, tells the cause.
 */
async function outgrown(machine: MachineToCreate, failure: Failure, world: World): Promise<Failure> {
  if (!machine.store || failure.kind !== 'createFailed' || !failure.leftover) return failure;
  if (failure.stage !== 'engine' || failure.cause.kind !== 'toolFailed') return failure;
  const command = machineCommands.ssh(machine.name, ['sh', '-c', 'dockerd --version || docker --version']);
  const said = await world.doors.tool.run(command, { ...world.call, deadline: seconds(20) });
  const version = said.ok ? /version (\S+?),/.exec(said.value)?.[1] : undefined;
  return version === undefined || knowsClusterStore(version)
    ? failure
    : { ...failure, cause: { kind: 'engineWithoutClusterStore', version, from: machine.name } };
}

/** `rm -f` also drops machines that still run and cost money, so it is used only after the driver reports that there is none. */
export async function removeMachine({ machine }: Doing<'removeMachine'>, world: World): Promise<Outcome<void>> {
  const { targets, doors, call } = world;
  const confirmed = await targets.confirm(machine, doors, call);
  if (!confirmed.ok) return confirmed;
  const entry = confirmed.value;
  if (!entry) return ok(undefined);
  // docker-machine would panic, even with `rm -f`.
  if ('failure' in entry && entry.failure.kind === 'recordUnloadable')
    return world.doors.store.removeUnloadable(machine);
  const removed = await runTool(machineCommands.remove(machine), world);
  if (!(await doors.store.readOne(machine))) return ok(undefined);
  // If docker-machine cannot load the record, it can only forget it.
  if (!removed.ok && 'machine' in entry && !saysGone(removed.error)) return removed;
  const left = await targets.confirm(machine, doors, call);
  if (!left.ok) return left;
  const force = machineCommands.removeByForce(machine);
  const words: string[] = [];
  const forced = await runTool(force, {
    ...world,
    said: (line) => {
      words.push(line);
      world.said(line);
    },
  });
  if (!(await world.doors.store.readOne(machine))) return ok(undefined);
  if (!removed.ok) return removed;
  // It always exits with 0; check its output and the machine store.
  return forced.ok ? err({ kind: 'toolFailed', argv: force.args, exitCode: 0, said: words.join('\n') }) : forced;
}

/** True if the driver reports that the machine does not exist; wording differs by driver. */
function saysGone(failure: Failure): boolean {
  return (
    failure.kind === 'toolFailed' &&
    /does not exist|do(es)?n't exist|not[ -]?found|could not find|unable to find|no such|is not registered|\b404\b/i.test(
      failure.said,
    )
  );
}

/** An engine starting in a swarm without quorum takes 20 s, and 12 s more to leave it (observed with 20.10.5). */
const leavingDeadline = minutes(3);

export async function restoreEngine(
  { machine, containers, leavesSwarm, was }: Doing<'restoreEngine'>,
  world: World,
): Promise<Outcome<void>> {
  const confirmed = await confirmMachine(machine, world);
  if (!confirmed.ok) return confirmed;
  const call = leavesSwarm ? { ...world.call, deadline: leavingDeadline } : world.call;
  const restored = await runTool(
    machineCommands.ssh(machine, ['sh', '-c', restoreScript({ containers, leavesSwarm, was })]),
    {
      ...world,
      call,
    },
  );
  return restored.ok ? ok(undefined) : restored;
}
