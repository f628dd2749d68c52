/** Node and service operations for the UI: read the swarm, check blockers, make one change and wait for convergence. */
import { dirname } from 'node:path';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import { foreseeNode } from '../cluster/nodeSteering.ts';
import { foreseeService } from '../cluster/serviceSteering.ts';
import { serviceSettling, together, type Settling } from '../cluster/settling.ts';
import type { EnginePool } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { ownAddress, type ManagerEndpoint, type SwarmTarget } from '../model/steering.ts';
import { taskCount, type SwarmService as Service, type SwarmView } from '../model/swarmMode.ts';
import { awaitSettled, patience as realPatience, type Patience } from './awaitSettled.ts';
import { followServiceLog } from './followServiceLog.ts';
import type { ClusterStore, SwarmService } from './services.ts';
import { steerNode } from './steerNode.ts';
import { steerService } from './steerService.ts';
import { SwarmLook } from './swarmLook.ts';

export interface SwarmServiceOptions {
  readonly engines: Pick<EnginePool, 'engine'>;
  readonly clusters: Pick<ClusterStore, 'snapshot' | 'refresh' | 'onDidChange'>;
  /** The run in progress on a cluster, as `alreadyRunning`. */
  readonly runUnderWay: (cluster: string) => Promise<Failure | undefined>;
  readonly log: Log;
  /** Aborts when the services end, which ends followed logs and waits. */
  readonly over?: AbortSignal;
  /** Default: the timeouts for real swarms. */
  readonly patience?: Patience;
}

export function createSwarmService(options: SwarmServiceOptions): SwarmService {
  const { engines, clusters, runUnderWay, log, patience = realPatience, over = new AbortController().signal } = options;
  const looking = { engines, clusters };
  const both = (signal: AbortSignal | undefined): AbortSignal => (signal ? AbortSignal.any([signal, over]) : over);
  const look = (cluster: string, signal?: AbortSignal): Promise<Outcome<SwarmLook>> =>
    SwarmLook.take(cluster, looking, both(signal));
  /** Reads a swarm that is to be changed. */
  const lookToChange = async (cluster: string, signal?: AbortSignal): Promise<Outcome<SwarmLook>> => {
    const busy = await runUnderWay(cluster);
    return busy ? err(busy) : look(cluster, signal);
  };
  /** The same, if it is still the swarm that the confirmation identified. */
  const lookAtTarget = async ({ cluster, id }: SwarmTarget, signal?: AbortSignal): Promise<Outcome<SwarmLook>> => {
    const looked = await lookToChange(cluster, signal);
    const now = looked.ok ? looked.value.cluster.swarm?.id : undefined;
    return id !== undefined && now !== undefined && id !== now
      ? err({ kind: 'targetChanged', what: 'swarm', name: cluster, part: 'id', was: id, now })
      : looked;
  };
  const onChanged = (): void => {
    clusters.refresh().catch((error: unknown) => {
      log.error('looking again', error);
    });
  };

  return {
    view: async (cluster, { signal } = {}) => {
      const looked = await look(cluster, signal);
      return looked.ok ? ok(looked.value.view) : looked;
    },

    find: async (cluster) => {
      const looked = await lookToChange(cluster);
      return looked.ok ? ok({ cluster, id: looked.value.cluster.swarm?.id }) : looked;
    },

    foreseeNode: async (cluster, reference, verb, { signal } = {}) => {
      const looked = await lookToChange(cluster, signal);
      if (!looked.ok) return looked;
      const node = looked.value.node(reference, verb);
      if (!node.ok) return node;
      const { view } = looked.value;
      return foreseeNode(view, node.value, verb, looked.value.machineOf(node.value) !== undefined);
    },

    steerNode: async (cluster, reference, verb, given = {}) => {
      const looked = await lookToChange(cluster, given.signal);
      if (!looked.ok) return looked;
      const node = looked.value.node(reference, verb);
      if (!node.ok) return node;
      log.info(`${verb} node ${node.value.hostname} (${node.value.id}) of ${cluster}`);
      const own = { ...given, signal: both(given.signal) };
      const steered = await steerNode(
        { look: looked.value, engines, patience, options: own, onChanged },
        node.value,
        verb,
      );
      onChanged();
      return steered;
    },

    foreseeService: async (cluster, name, verb, { signal } = {}) => {
      const looked = await lookToChange(cluster, signal);
      if (!looked.ok) return looked;
      const service = looked.value.service(name);
      return service.ok ? foreseeService(looked.value.view, service.value, verb) : service;
    },

    steerService: async (cluster, name, verb, given = {}) => {
      const looked = await lookToChange(cluster, given.signal);
      if (!looked.ok) return looked;
      const service = looked.value.service(name);
      if (!service.ok) return service;
      log.info(`${verb.kind} service ${service.value.name} of ${cluster}`);
      const own = { ...given, signal: both(given.signal) };
      const steered = await steerService(
        { look: looked.value, patience, options: own, onChanged },
        service.value,
        verb,
      );
      onChanged();
      return steered;
    },

    followLog: async (cluster, service, listener, { signal, since }) => {
      const { onDidChange } = clusters;
      const followed = await followServiceLog({
        looking,
        onDidChange,
        cluster,
        service,
        listener,
        signal: both(signal),
        since,
      });
      return over.aborted && !signal.aborted ? err({ kind: 'cancelled', what: service }) : followed;
    },

    joinCommand: async (cluster, role) => {
      const looked = await look(cluster);
      if (!looked.ok) return looked;
      const tokens = await looked.value.managers.ask('read', (swarm) => swarm.joinTokens());
      return tokens.ok ? joinCommand(cluster, tokens.value[role], joinAddress(looked.value)) : tokens;
    },

    rotateJoinTokens: async (swarm, roles) => {
      const looked = await lookAtTarget(swarm);
      if (!looked.ok) return looked;
      log.info(`rotate the join tokens (${roles.join(', ')}) of ${swarm.cluster}`);
      return looked.value.managers.ask('change', (swarm) => swarm.rotateJoinTokens(roles));
    },

    deployStack: async (swarm, stack, run, given = {}) => {
      const signal = both(given.signal);
      const looked = await lookAtTarget(swarm, signal);
      if (!looked.ok) return looked;
      const { cluster } = swarm;
      const { managers, view: before } = looked.value;
      const endpoint = await managerEndpoint(managers);
      if (!endpoint.ok) return endpoint;
      log.info(`deploy stack ${stack} to ${cluster} through ${endpoint.value.machine}`);
      const ran = await run(endpoint.value);
      onChanged();
      if (!ran.ok) return ran;
      const known = new Set(before.tasks.map(({ id }) => id));
      const own = (view: SwarmView): readonly Service[] => view.services.filter((each) => each.stack === stack);
      const settled = await awaitSettled({
        ...given,
        signal,
        what: stack,
        look: () => looked.value.again(),
        judge: (view): Settling =>
          together(
            own(view).map(({ id }) => serviceSettling(view, { cluster, service: id, verb: 'deploy', before: known })),
          ),
        patience,
        startsTasks: true,
      });
      onChanged();
      if (!settled.ok) return settled;
      const after = settled.value ?? (await latest(looked.value));
      const counts = own(after).map((service) => taskCount(service, after));
      return ok({
        cluster,
        stack,
        manager: endpoint.value.machine,
        services: own(after).map(({ name }) => name),
        running: counts.reduce((sum, { running }) => sum + running, 0),
        desired: counts.reduce((sum, { desired }) => sum + desired, 0),
        isConverged: settled.value !== undefined,
      });
    },
  };
}

async function latest(look: SwarmLook): Promise<SwarmView> {
  const view = await look.again();
  return view.ok ? view.value : look.view;
}

/**
 * The user fills in the joining host's own address: a host with two networks refuses to join without one, and with the wrong one the others
 * cannot reach it.
 */
function joinCommand(cluster: string, token: string, address: string): Outcome<string> {
  const refused = (part: 'token' | 'address'): Outcome<string> => err({ kind: 'commandRefused', part, of: cluster });
  // Both come from a manager, and go into a shell.
  if (token.length > longestToken || !/^SWMTKN(-[A-Za-z0-9]+)+$/.test(token)) return refused('token');
  if (address.length > longestAddress || !/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9.-]*):\d{1,5}$/.test(address))
    return refused('address');
  return ok(`docker swarm join --advertise-addr ${ownAddress} --token ${token} ${address}`);
}

/** Docker's tokens have 85 characters. */
const longestToken = 200;
/** A host name, a colon and a port. */
const longestAddress = 253 + 6;

/** The address to join at: the leader's, or that of any reachable manager, as advertised to the others. */
function joinAddress({ view, managers }: SwarmLook): string {
  const reachable = view.nodes
    .filter(
      ({ manager }) => manager?.reachability === 'reachable' && !/^(0\.0\.0\.0|127\.|\[::\])/.test(manager.address),
    )
    .sort((a, b) => Number(b.manager?.isLeader ?? false) - Number(a.manager?.isLeader ?? false));
  return reachable[0]?.manager?.address ?? `${managers.speaker?.machine.address ?? ''}:2377`;
}

async function managerEndpoint({ speaker }: SwarmLook['managers']): Promise<Outcome<ManagerEndpoint>> {
  if (!speaker) return err({ kind: 'notAManager', address: '' });
  const { machine, door } = speaker;
  const engine = await door.engine();
  if (!engine.ok) return engine;
  const { authority, certificate, key } = machine.certificates;
  const folder = dirname(authority);
  // docker accepts only a folder with three fixed file names.
  const isWhole = [certificate, key].every((path) => dirname(path) === folder) && /[/\\]ca\.pem$/.test(authority);
  return ok({
    machine: machine.name,
    host: `tcp://${door.address}`,
    certificates: isWhole ? folder : machine.directory,
    apiVersion: engine.value.apiVersion,
  });
}
