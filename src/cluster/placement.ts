/** Which nodes of a swarm take tasks of a service. Pure. */
import { placedOn, reservedOn } from '../model/serviceTasks.ts';
import type { Resources, SwarmNode, SwarmService, SwarmView } from '../model/swarmMode.ts';

/** Whether a node gets new tasks at all. A new leader calls a node unknown until it has heard from it, and leaves its tasks there. */
export function takesTasks({ availability, state }: SwarmNode): boolean {
  return availability === 'active' && (state === 'ready' || state === 'unknown');
}

/** Whether a service's constraints allow the node. What is not known of it (its platform) is taken to fit. */
export function fits({ placement }: SwarmService, node: SwarmNode): boolean {
  return (placement?.constraints ?? []).every((constraint) => holds(constraint, node));
}

/** What the nodes of a swarm still take beside what runs there, one task after the other. */
export class Room {
  readonly #places: readonly Place[];

  /** `without`: a node that gives its place up. */
  constructor(view: SwarmView, without?: SwarmNode) {
    this.#places = view.nodes
      .filter((node) => node.id !== without?.id && takesTasks(node))
      .map((node) => ({ node, left: leftOn(node, view), counts: countsOn(node, view) }));
  }

  /** Finds a place for one more task of a service, and sets its reservation aside there; false: there is none. */
  take(service: SwarmService): boolean {
    const { cpus, memory } = service.reservation ?? nothing;
    const most = service.placement?.mostPerNode ?? 0;
    const place = this.#places
      .filter(({ node, left }) => fits(service, node) && left.memory >= memory && left.cpus >= cpus - rounding)
      .filter(({ counts }) => most === 0 || (counts.get(service.id) ?? 0) < most)
      // Where it leaves the least over, so that what asks for more has a place after it.
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
  /** Tasks of each service, by its id. */
  readonly counts: Map<string, number>;
}

const nothing: Resources = { cpus: 0, memory: 0 };

/** Shares of a processor are added up in fractions. */
const rounding = 1e-9;

/** A node that does not tell what it has is taken to have enough. */
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
  // As managers compare: without regard to case; a label that is not there is empty.
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
