/** What is done to the containers and images of a machine's engine. */
import { err } from '../base/result.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { addressPlaceholder, type ContainerToRun } from '../model/plan.ts';
import { findAddressed, onEngine, type Doing, type World } from './performWorld.ts';

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
  const engine = world.doors.engines.engine(found.value);
  const ran = await engine.runContainer(withAddress(container, address), world.call);
  return ran.ok ? ran : err(asMissingImage(ran.error, machine, container.image));
}

function withAddress(container: ContainerToRun, address: string): ContainerToRun {
  const fill = (text: string): string => text.replaceAll(addressPlaceholder, address);
  return { ...container, command: container.command.map(fill), environment: container.environment.map(fill) };
}

/** Engines and registries say in many ways that there is no such image, or none for us. */
function asMissingImage(failure: Failure, machine: string, image: string): Failure {
  return failure.kind === 'engineError' &&
    (/no such image|manifest (for .* )?(unknown|not found)|pull access denied|repository does not exist/i.test(
      failure.said,
    ) ||
      (failure.status === 404 && failure.said.includes(image)))
    ? { kind: 'imageMissing', machine, image, said: failure.said }
    : failure;
}
