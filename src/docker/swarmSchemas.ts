/** Parses the responses of swarm mode managers (engines 1.12 … 26 and newer) into the model. Pure. */
import * as v from 'valibot';
import type { ServiceMode } from '../model/serviceMode.ts';
import type {
  JoinTokens,
  Resources,
  ServicePlacement,
  SwarmNode,
  SwarmService,
  SwarmTask,
} from '../model/swarmMode.ts';
import { count, finite, flag, listOf, mapOf, part, text, texts, word } from './tolerant.ts';

const reachabilities = ['reachable', 'unreachable', 'unknown'] as const;

const nodeSchema = v.object({
  ID: v.string(),
  Spec: part(
    v.object({
      Labels: mapOf(word),
      Role: v.fallback(v.picklist(['manager', 'worker']), 'worker'),
      Availability: v.fallback(v.picklist(['active', 'pause', 'drain']), 'active'),
    }),
  ),
  Description: part(
    v.object({
      Hostname: text,
      Resources: part(v.object({ NanoCPUs: count, MemoryBytes: count })),
      Engine: part(v.object({ EngineVersion: text, Labels: mapOf(word) })),
    }),
  ),
  Status: part(
    v.object({
      State: v.fallback(v.picklist(['ready', 'down', 'unknown', 'disconnected']), 'unknown'),
      Message: text,
      Addr: text,
    }),
  ),
  ManagerStatus: v.fallback(
    v.optional(v.object({ Leader: flag, Reachability: v.fallback(v.picklist(reachabilities), 'unknown'), Addr: text })),
    undefined,
  ),
});

/** Parses `/nodes`, sorted by hostname; undefined if it is not a list. */
export function readNodes(body: unknown): readonly SwarmNode[] | undefined {
  if (!Array.isArray(body)) return undefined;
  return v
    .parse(listOf(nodeSchema), body)
    .map(({ ID, Spec, Description, Status, ManagerStatus }) => ({
      id: ID,
      hostname: Description.Hostname,
      role: Spec.Role,
      availability: Spec.Availability,
      state: Status.State,
      message: Status.Message,
      address: Status.Addr,
      manager: ManagerStatus && {
        isLeader: ManagerStatus.Leader,
        reachability: ManagerStatus.Reachability,
        address: ManagerStatus.Addr,
      },
      engineVersion: Description.Engine.EngineVersion,
      cpus: Description.Resources.NanoCPUs / 1e9,
      memory: Description.Resources.MemoryBytes,
      labels: Object.fromEntries(Spec.Labels),
      engineLabels: Object.fromEntries(Description.Engine.Labels),
    }))
    .sort(nodeOrder);
}

export const nodeOrder = (a: SwarmNode, b: SwarmNode): number => compare(a.hostname, b.hostname) || compare(a.id, b.id);

const networksSchema = listOf(v.object({ Target: v.string() }));
const jobSchema = v.object({ TotalCompletions: v.fallback(v.optional(finite), undefined) });

const serviceSchema = v.object({
  ID: v.string(),
  Spec: v.object({
    Name: word,
    Labels: mapOf(word),
    TaskTemplate: part(
      v.object({
        ContainerSpec: part(v.object({ Image: text })),
        Networks: networksSchema,
        Placement: part(v.object({ Constraints: texts, MaxReplicas: count })),
        Resources: part(v.object({ Reservations: part(v.object({ NanoCPUs: count, MemoryBytes: count })) })),
      }),
    ),
    Mode: part(
      v.object({
        Replicated: v.fallback(v.optional(v.object({ Replicas: count })), undefined),
        Global: v.fallback(v.optional(v.object({})), undefined),
        ReplicatedJob: v.fallback(v.optional(jobSchema), undefined),
        GlobalJob: v.fallback(v.optional(v.object({})), undefined),
      }),
    ),
    // Engines before 17.06 return networks here.
    Networks: networksSchema,
  }),
  PreviousSpec: v.fallback(v.optional(v.object({})), undefined),
  Endpoint: part(
    v.object({
      Ports: listOf(v.object({ Protocol: text, TargetPort: count, PublishedPort: count, PublishMode: text })),
    }),
  ),
  UpdateStatus: part(v.object({ State: text, Message: text })),
});

/** Parses `/services`, sorted by name; undefined if it is not a list. */
export function readServices(body: unknown): readonly SwarmService[] | undefined {
  if (!Array.isArray(body)) return undefined;
  return v
    .parse(listOf(serviceSchema), body)
    .map((service): SwarmService => {
      const { Name, Labels, TaskTemplate, Mode, Networks } = service.Spec;
      const { State, Message } = service.UpdateStatus;
      return {
        id: service.ID,
        name: Name,
        image: withoutDigest(TaskTemplate.ContainerSpec.Image),
        ...modeOf(Mode),
        update: State === '' ? undefined : { state: State, message: Message },
        canRollBack: service.PreviousSpec !== undefined,
        stack: Labels.get('com.docker.stack.namespace'),
        labels: Object.fromEntries(Labels),
        networks: [...new Set([...TaskTemplate.Networks, ...Networks].map(({ Target }) => Target))],
        ports: service.Endpoint.Ports.map(
          ({ PublishedPort, TargetPort, Protocol }) =>
            `${String(PublishedPort)}:${String(TargetPort)}/${Protocol || 'tcp'}`,
        ),
        ...placementOf(service),
        ...reservationOf(service),
      };
    })
    .sort(serviceOrder);
}

export const serviceOrder = (a: SwarmService, b: SwarmService): number => compare(a.name, b.name);

function modeOf(mode: v.InferOutput<typeof serviceSchema>['Spec']['Mode']): {
  readonly mode: ServiceMode;
  readonly replicas: number | undefined;
} {
  if (mode.Global) return { mode: 'global', replicas: undefined };
  if (mode.ReplicatedJob) return { mode: 'replicated-job', replicas: mode.ReplicatedJob.TotalCompletions ?? 1 };
  if (mode.GlobalJob) return { mode: 'global-job', replicas: undefined };
  return { mode: 'replicated', replicas: mode.Replicated?.Replicas ?? 1 };
}

function placementOf({ Spec, Endpoint }: v.InferOutput<typeof serviceSchema>): {
  readonly placement?: ServicePlacement;
} {
  const { Constraints, MaxReplicas } = Spec.TaskTemplate.Placement;
  // Two tasks cannot publish the same port on one host.
  const takesHostPort = Endpoint.Ports.some(
    ({ PublishMode, PublishedPort }) => PublishMode === 'host' && PublishedPort > 0,
  );
  const mostPerNode = takesHostPort ? 1 : MaxReplicas;
  return Constraints.length === 0 && mostPerNode === 0 ? {} : { placement: { constraints: Constraints, mostPerNode } };
}

function reservationOf({ Spec }: v.InferOutput<typeof serviceSchema>): { readonly reservation?: Resources } {
  const { NanoCPUs, MemoryBytes } = Spec.TaskTemplate.Resources.Reservations;
  return NanoCPUs === 0 && MemoryBytes === 0 ? {} : { reservation: { cpus: NanoCPUs / 1e9, memory: MemoryBytes } };
}

/** `busybox:latest@sha256:…` → `busybox:latest`; an image with only a digest stays unchanged. */
function withoutDigest(image: string): string {
  const [name = '', digest] = image.split('@');
  return name.includes(':', name.lastIndexOf('/') + 1) || digest === undefined ? name : image;
}

const taskSchema = v.object({
  ID: v.string(),
  ServiceID: text,
  NodeID: text,
  Slot: count,
  DesiredState: text,
  Spec: part(v.object({ ContainerSpec: part(v.object({ Image: text })) })),
  Status: part(
    v.object({
      Timestamp: text,
      State: text,
      Message: text,
      Err: text,
      ContainerStatus: part(v.object({ ContainerID: text })),
    }),
  ),
});

/** Parses `/tasks`, sorted by service, slot and time, newest first; undefined if it is not a list. */
export function readTasks(body: unknown): readonly SwarmTask[] | undefined {
  if (!Array.isArray(body)) return undefined;
  return v
    .parse(listOf(taskSchema), body)
    .map(({ ID, ServiceID, NodeID, Slot, DesiredState, Spec, Status }): SwarmTask => {
      const at = new Date(Status.Timestamp);
      return {
        id: ID,
        serviceId: ServiceID,
        nodeId: NodeID,
        slot: Slot > 0 ? Slot : undefined,
        state: Status.State,
        desired: DesiredState,
        message: Status.Message,
        error: Status.Err,
        at: Number.isNaN(at.getTime()) ? undefined : at,
        image: withoutDigest(Spec.ContainerSpec.Image),
        containerId: Status.ContainerStatus.ContainerID,
      };
    })
    .sort(taskOrder);
}

export const taskOrder = (a: SwarmTask, b: SwarmTask): number =>
  compare(a.serviceId, b.serviceId) ||
  (a.slot ?? 0) - (b.slot ?? 0) ||
  compare(a.nodeId, b.nodeId) ||
  (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0);

const swarmSchema = v.object({
  Version: v.object({ Index: finite }),
  Spec: v.looseObject({}),
  JoinTokens: v.object({ Worker: v.string(), Manager: v.string() }),
});

/** Parses `/swarm`: its join tokens, and the version and spec needed to update it. */
export function readSwarm(
  body: unknown,
):
  | { readonly version: number; readonly spec: Readonly<Record<string, unknown>>; readonly tokens: JoinTokens }
  | undefined {
  const read = v.safeParse(swarmSchema, body);
  if (!read.success) return undefined;
  const { Version, Spec, JoinTokens } = read.output;
  return { version: Version.Index, spec: Spec, tokens: { worker: JoinTokens.Worker, manager: JoinTokens.Manager } };
}

const changeableSchema = v.object({ Version: v.object({ Index: finite }), Spec: v.looseObject({}) });

/** Parses what an update of a node or a service needs: its version and complete spec. */
export function readChangeable(
  body: unknown,
): { readonly version: number; readonly spec: Readonly<Record<string, unknown>> } | undefined {
  const read = v.safeParse(changeableSchema, body);
  return read.success ? { version: read.output.Version.Index, spec: read.output.Spec } : undefined;
}

const unlockKeySchema = v.object({ UnlockKey: v.string() });

/** Parses `/swarm/unlockkey`; empty if autolock is off. */
export function readUnlockKey(body: unknown): string | undefined {
  const read = v.safeParse(unlockKeySchema, body);
  return read.success ? read.output.UnlockKey : undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
