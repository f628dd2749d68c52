/** Previews a service operation and checks whether it is possible. Pure. */
import { err, ok } from '../base/result.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { ServiceForesight, ServiceVerb } from '../model/steering.ts';
import { taskCount, type SwarmService, type SwarmView } from '../model/swarmMode.ts';

export function foreseeService(view: SwarmView, service: SwarmService, verb: ServiceVerb): Outcome<ServiceForesight> {
  const refused = refusal(service, verb);
  if (refused) return err(refused);
  const { running, desired } = taskCount(service, view);
  return ok({
    service,
    verb,
    isSo: verb.kind === 'scale' && verb.replicas === service.replicas,
    running,
    desired: verb.kind === 'scale' ? verb.replicas : verb.kind === 'remove' ? 0 : desired,
  });
}

function refusal(service: SwarmService, verb: ServiceVerb): Failure | undefined {
  if (verb.kind === 'scale') {
    if (service.mode !== 'replicated') return { kind: 'notScalable', service: service.name, mode: service.mode };
    if (!Number.isSafeInteger(verb.replicas) || verb.replicas < 0)
      return { kind: 'replicasInvalid', service: service.name, replicas: String(verb.replicas) };
  }
  return verb.kind === 'rollBack' && !service.canRollBack
    ? { kind: 'nothingToRollBack', service: service.name }
    : undefined;
}
