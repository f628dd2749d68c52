/** Services of a swarm: create, update, roll back and remove. The scheduler then adjusts their tasks. */
import { freeAddress, prefixLengthOf } from './addresses.ts';
import { swarmId } from './ids.ts';
import type { ServiceSpec, Swarm, SwarmService } from './nouns.ts';
import { Refusal } from './refusal.ts';
import { termsOf } from './serviceSpec.ts';
import { outOfSequence, tellSwarm, touch } from './swarmNodes.ts';
import type { World } from './world.ts';

export function findService(swarm: Swarm, reference: string): SwarmService {
  const service =
    swarm.services.find(({ id }) => id === reference) ??
    swarm.services.find(({ spec }) => spec.Name === reference) ??
    swarm.services.find(({ id }) => reference.length > 3 && id.startsWith(reference));
  if (!service) throw new Refusal(404, `service ${reference} not found`);
  return service;
}

export function createService(world: World, swarm: Swarm, given: ServiceSpec): SwarmService {
  if (!/^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/.test(given.Name))
    throw new Refusal(400, 'rpc error: code = InvalidArgument desc = name must be valid as a DNS name component');
  if (swarm.services.some(({ spec }) => spec.Name === given.Name))
    throw new Refusal(
      409,
      'rpc error: code = AlreadyExists desc = name conflicts with an existing object: service already exists',
    );
  const spec = withPorts(swarm, withNetworkIds(swarm, given), undefined);
  const now = world.time.now();
  const service: SwarmService = {
    id: swarmId(),
    createdAt: now,
    updatedAt: now,
    index: 0,
    spec,
    previousSpec: undefined,
    generation: 1,
    update: undefined,
    vips: [],
  };
  touch(world, swarm, service);
  giveAddresses(swarm, service);
  swarm.services.push(service);
  tellSwarm(world, swarm, 'service', 'create', service.id, { name: spec.Name });
  world.changed();
  return service;
}

/** Assigns a service's virtual IP on each of its networks, and on ingress if it publishes a port. */
function giveAddresses(swarm: Swarm, service: SwarmService): void {
  const terms = termsOf(service.spec);
  const isPublished = terms.ports.some(({ mode }) => mode === 'ingress');
  const wanted = swarm.networks.filter(
    (network) => terms.networks.includes(network.id) || (network.isIngress && isPublished),
  );
  service.vips = wanted.map((network) => {
    const known = service.vips.find(({ networkId }) => networkId === network.id);
    if (known) return known;
    const taken = swarm.services.flatMap(({ vips }) => vips).filter(({ networkId }) => networkId === network.id);
    const used = new Set([
      network.gateway,
      ...network.attached.map(({ address }) => address),
      ...taken.map(({ address }) => address.split('/')[0] ?? ''),
    ]);
    const address = freeAddress(network.subnet, used) ?? '';
    return { networkId: network.id, address: `${address}/${prefixLengthOf(network.subnet)}` };
  });
}

/** Replaces the names of networks with their ids. */
function withNetworkIds(swarm: Swarm, spec: ServiceSpec): ServiceSpec {
  const resolve = (networks: unknown): unknown =>
    Array.isArray(networks)
      ? networks.map((each: { readonly Target?: string }) => {
          const network = swarm.networks.find(({ id, name }) => id === each.Target || name === each.Target);
          if (!network) throw new Refusal(404, `network ${each.Target ?? ''} not found`);
          return { ...each, Target: network.id };
        })
      : networks;
  const template = spec['TaskTemplate'] as Record<string, unknown> | undefined;
  return {
    ...spec,
    ...(spec['Networks'] === undefined ? {} : { Networks: resolve(spec['Networks']) }),
    ...(template === undefined
      ? {}
      : {
          TaskTemplate: {
            ...template,
            ...(template['Networks'] === undefined ? {} : { Networks: resolve(template['Networks']) }),
          },
        }),
  };
}

/** Assigns unspecified ports from 30000 upwards; rejects a port that another service uses. */
function withPorts(swarm: Swarm, spec: ServiceSpec, own: SwarmService | undefined): ServiceSpec {
  const endpoint = spec['EndpointSpec'] as { Ports?: { PublishedPort?: number }[] } | undefined;
  if (!endpoint?.Ports) return spec;
  const used = new Set(
    swarm.services
      .filter((service) => service !== own)
      .flatMap((service) => termsOf(service.spec).ports.map(({ published }) => published)),
  );
  let next = 30_000;
  const ports = endpoint.Ports.map((port) => {
    const wanted = port.PublishedPort ?? 0;
    if (wanted !== 0 && used.has(wanted))
      throw new Refusal(
        400,
        `rpc error: code = InvalidArgument desc = port '${String(wanted)}' is already in use by another service`,
      );
    while (wanted === 0 && used.has(next)) next += 1;
    used.add(wanted || next);
    return { ...port, PublishedPort: wanted || next };
  });
  return { ...spec, EndpointSpec: { ...endpoint, Ports: ports } };
}

export function updateService(
  world: World,
  swarm: Swarm,
  service: SwarmService,
  version: number,
  given: ServiceSpec | 'previous',
): void {
  if (version !== service.index) throw outOfSequence();
  const isRollback = given === 'previous';
  if (isRollback && !service.previousSpec)
    throw new Refusal(400, 'rpc error: code = FailedPrecondition desc = service does not have a previous spec');
  const before = service.spec;
  const spec =
    given === 'previous' ? (service.previousSpec ?? before) : withPorts(swarm, withNetworkIds(swarm, given), service);
  if (spec.Name !== before.Name)
    throw new Refusal(501, 'rpc error: code = Unimplemented desc = renaming services is not supported');
  service.spec = spec;
  service.previousSpec = isRollback ? undefined : before;
  touch(world, swarm, service);
  giveAddresses(swarm, service);
  if (JSON.stringify(before['TaskTemplate']) !== JSON.stringify(spec['TaskTemplate'])) {
    service.generation += 1;
    service.update = {
      state: isRollback ? 'rollback_started' : 'updating',
      message: isRollback ? 'rollback in progress' : 'update in progress',
      startedAt: world.time.now(),
      completedAt: undefined,
    };
  } else if (isRollback) {
    const now = world.time.now();
    service.update = { state: 'rollback_completed', message: 'rollback completed', startedAt: now, completedAt: now };
  }
  const [old, fresh] = [termsOf(before).replicas, termsOf(spec).replicas];
  const replicas = old === fresh ? {} : { 'replicas.new': String(fresh), 'replicas.old': String(old) };
  tellSwarm(world, swarm, 'service', 'update', service.id, { name: spec.Name, ...replicas });
  world.changed();
}

/** The service's tasks end after its removal. */
export function removeService(world: World, swarm: Swarm, service: SwarmService): void {
  swarm.services = swarm.services.filter((each) => each !== service);
  swarm.index += 1;
  tellSwarm(world, swarm, 'service', 'remove', service.id, { name: service.spec.Name });
  world.changed();
}
