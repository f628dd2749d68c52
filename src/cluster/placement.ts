/** Which nodes of a swarm accept tasks of a service. Pure. */
import { placedOn, reservedOn } from '../model/serviceTasks.ts';
import type { Resources, SwarmNode, SwarmService, SwarmView } from '../model/swarmMode.ts';

/** True if a node accepts new tasks. A new leader reports a node as unknown until it hears from it, and leaves its tasks there. */
export function takesTasks({ availability, state }: SwarmNode): boolean {
  return availability === 'active' && (state === 'ready' || state === 'unknown');
}

/** True if a service's constraints allow the node. Unknown properties, such as the platform, count as a match. */
export function fits({ placement }: SwarmService, node: SwarmNode): boolean {
  return (placement?.constraints ?? []).every((constraint) => holds(constraint, node));
}

/** The capacity left on a swarm's nodes besides their tasks; reserved one task at a time. */
export class Room {
  readonly #places: readonly Place[];

  /** `without`: a node that is being vacated. */
  constructor(view: SwarmView, without?: SwarmNode) {
    this.#places = view.nodes
      .filter((node) => node.id !== without?.id && takesTasks(node))
      .map((node) => ({ node, left: leftOn(node, view), counts: countsOn(node, view) }));
  }

  /** Reserves resources for one more task of a service; false if no node has enough. */
  take(service: SwarmService): boolean {
    const { cpus, memory } = service.reservation ?? nothing;
    const most = service.placement?.mostPerNode ?? 0;
    const place = this.#places
      .filter(({ node, left }) => fits(service, node) && left.memory >= memory && left.cpus >= cpus - rounding)
      .filter(({ counts }) => most === 0 || (counts.get(service.id) ?? 0) < most)
      // Best fit, to leave space for larger tasks.
      .reduce<Place | undefined>(
        (best, each) => (best && best.left.memory <= each.left.memory ? best : each),
        undefined,
      );
    if (!place) return false;
    place.left = { cpus: place.left.cpus - cpus, memory: place.left.memory - memory };
    place.counts.set(service.id, (place.counts.get(service.id) ?? 0) + 1);
    return true;
  }
}

interface Place {
  readonly node: SwarmNode;
  left: Resources;
  /** Number of tasks by service ID. */
  readonly counts: Map<string, number>;
}

const nothing: Resources = { cpus: 0, memory: 0 };

/** Tolerance for adding fractions of a CPU. */
const rounding = 1e-9;

/** A node that does not report its resources counts as having enough. */
function leftOn({ id, cpus, memory }: SwarmNode, view: SwarmView): Resources {
  const reserved = reservedOn(id, view);
  return { cpus: (cpus || Infinity) - reserved.cpus, memory: (memory || Infinity) - reserved.memory };
}

function countsOn({ id }: SwarmNode, view: SwarmView): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { serviceId } of placedOn(id, view)) counts.set(serviceId, (counts.get(serviceId) ?? 0) + 1);
  return counts;
}

function holds(constraint: string, node: SwarmNode): boolean {
  const [, key = '', operator, value = ''] = /^\s*([^\s=!]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const known = knownOf(key, node);
  if (operator === undefined || known === undefined) return true;
  // Like managers: case-insensitive, and a missing label is empty.
  return (known.toLowerCase() === value.toLowerCase()) === (operator === '==');
}

function knownOf(key: string, node: SwarmNode): string | undefined {
  switch (key.toLowerCase()) {
    case 'node.id':
      return node.id;
    case 'node.hostname':
      return node.hostname;
    case 'node.role':
      return node.role;
    default: {
      const [, whose, label = ''] = /^(node|engine)\.labels\.(.+)$/i.exec(key) ?? [];
      if (whose === undefined) return undefined;
      return (whose.toLowerCase() === 'node' ? node.labels : node.engineLabels)[label] ?? '';
    }
  }
}
