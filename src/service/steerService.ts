/** Changes one service of a swarm and waits for its tasks. */
import { err, ok } from '../base/result.ts';
import { foreseeService } from '../cluster/serviceSteering.ts';
import { serviceSettling, type ServiceExpectation } from '../cluster/settling.ts';
import type { Outcome } from '../model/failure.ts';
import type { ServiceSteered, ServiceVerb } from '../model/steering.ts';
import { taskCount, type SwarmService } from '../model/swarmMode.ts';
import { awaitSettled, type Patience } from './awaitSettled.ts';
import type { SteeringOptions } from './services.ts';
import type { SwarmLook } from './swarmLook.ts';

export interface ServiceSteering {
  readonly look: SwarmLook;
  readonly patience: Patience;
  readonly options: SteeringOptions;
  /** A change was made: the snapshot is out of date. */
  readonly onChanged: () => void;
}

export async function steerService(
  { look, patience, options, onChanged }: ServiceSteering,
  service: SwarmService,
  verb: ServiceVerb,
): Promise<Outcome<ServiceSteered>> {
  const foreseen = foreseeService(look.view, service, verb);
  if (!foreseen.ok) return foreseen;
  if (options.signal?.aborted) return err({ kind: 'cancelled', what: service.name });
  const expected: ServiceExpectation = {
    cluster: look.cluster.name,
    service: service.id,
    verb: verb.kind,
    before: new Set(look.view.tasks.filter(({ serviceId }) => serviceId === service.id).map(({ id }) => id)),
  };
  if (!foreseen.value.isSo) {
    const changed = await look.managers.ask('change', (swarm) =>
      verb.kind === 'remove' ? swarm.removeService(service.id) : swarm.updateService(service.id, verb),
    );
    if (!changed.ok) return changed;
    onChanged();
  }
  const settled = await awaitSettled({
    ...options,
    what: service.name,
    look: () => look.again(),
    judge: (view) => serviceSettling(view, expected),
    patience,
    startsTasks: verb.kind === 'scale' && verb.replicas > (service.replicas ?? 0),
  });
  if (!settled.ok) return settled;
  const after = settled.value?.services.find(({ id }) => id === service.id);
  const count = after && settled.value ? taskCount(after, settled.value) : undefined;
  return ok({
    cluster: look.cluster.name,
    service: service.name,
    verb: verb.kind,
    isChanged: !foreseen.value.isSo,
    isConverged: settled.value !== undefined,
    running: count?.running ?? (verb.kind === 'remove' ? 0 : foreseen.value.running),
    desired: count?.desired ?? foreseen.value.desired,
    before: service.replicas,
    stack: service.stack,
  });
}
