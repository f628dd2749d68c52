/** Actions on the containers, volumes and images of a machine's engine. */
import { err, ok } from '../base/result.ts';
import type { EngineDoor } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { makesCluster } from '../model/findStoreContainer.ts';
import { addressPlaceholder, type ContainerToRun } from '../model/plan.ts';
import { changeOnEngine, findAddressed, onEngine, type Doing, type World } from './performWorld.ts';

export async function pullImage({ machine, image }: Doing<'pullImage'>, world: World): Promise<Outcome<void>> {
  const pulled = await onEngine(machine, world, (engine) =>
    engine.pullImage(image, { ...world.call, onProgress: world.said }),
  );
  return pulled.ok ? pulled : err(asMissingImage(pulled.error, machine, image));
}

export async function runContainer(
  { machine, container }: Doing<'runContainer'>,
  world: World,
): Promise<Outcome<void>> {
  const found = await findAddressed(machine, world);
  if (!found.ok) return found;
  const { address } = found.value;
  const making = { ...world.call, onMade: world.madeObject };
  const ran = await changeOnEngine(machine, world, (engine) =>
    engine.runContainer(withAddress(container, address), making),
  );
  return ran.ok ? ran : err(asMissingImage(ran.error, machine, container.image));
}

export async function removeContainer(
  { machine, container, id, volumes = [] }: Doing<'removeContainer'>,
  world: World,
): Promise<Outcome<void>> {
  for (const volume of volumes)
    await onEngine(machine, world, async (engine) => {
      await world.volumes.note({ machine, volume, container: id ?? container }, engine, world.call);
      return ok(undefined);
    });
  let known = id;
  const findOurs = async (engine: EngineDoor): Promise<Failure | undefined> => {
    const listed = await engine.containers(world.call);
    if (!listed.ok) return listed.error;
    const found = listed.value.find(({ name }) => name === container);
    known = found?.id;
    return found && !makesCluster(found)
      ? { kind: 'targetChanged', what: 'container', name: container, part: 'purpose', was: '', now: found.image }
      : undefined;
  };
  return changeOnEngine(
    machine,
    world,
    // Idempotent.
    (engine) => (known === undefined ? Promise.resolve(ok(undefined)) : engine.removeContainer(known, world.call)),
    id === undefined ? { inspect: findOurs } : undefined,
  );
}

export async function removeVolume(
  { machine, volume, container }: Doing<'removeVolume'>,
  world: World,
): Promise<Outcome<void>> {
  const held = { machine, volume, container };
  return changeOnEngine(machine, world, (engine) => engine.removeVolume(volume, world.call), {
    inspect: (engine) => world.volumes.obstacle(held, engine, world.call),
  });
}

function withAddress(container: ContainerToRun, address: string): ContainerToRun {
  const fill = (text: string): string => text.replaceAll(addressPlaceholder, address);
  return { ...container, command: container.command.map(fill), environment: container.environment.map(fill) };
}

/** Engines and registries report a missing or inaccessible image in many ways. */
function asMissingImage(failure: Failure, machine: string, image: string): Failure {
  return failure.kind === 'engineError' &&
    (/no such image|manifest (for .* )?(unknown|not found)|pull access denied|repository does not exist/i.test(
      failure.said,
    ) ||
      (failure.status === 404 && failure.said.includes(image)))
    ? { kind: 'imageMissing', machine, image, said: failure.said }
    : failure;
}
