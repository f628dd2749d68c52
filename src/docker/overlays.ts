/** Reads overlay networks with their endpoints from an engine or a classic swarm manager: a list, then a request per network. */
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Outcome } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { CallOptions } from './doors.ts';
import type { CallKind } from './engineCalls.ts';
import { notDocker, type FailureError } from './engineFailure.ts';
import { readOverlay, readOverlayIds, type Whereabouts } from './overlaySchemas.ts';
import { pause } from './slices.ts';
import { readInSlices } from './tolerant.ts';

/** Maximum overlay networks per endpoint, each of which takes a request, and maximum endpoints in all of them. */
const mostOverlays = 2_000;
const mostEndpoints = 20_000;

/** The part of dockerode used here. */
interface NetworksApi {
  listNetworks(options: { readonly filters: { driver: string[] } }): Promise<unknown>;
  getNetwork(id: string): { inspect(): Promise<unknown> };
}

/** What the reader uses of its endpoint. */
interface OverlaysEndpoint {
  readonly address: Address;
  readonly ask: <T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (docker: NetworksApi) => Promise<T>,
  ) => Promise<Outcome<T>>;
  /** Deadline of all requests together, unless the options set one. */
  readonly probeTimeout: () => Milliseconds;
  /** Locates containers; never fails. */
  readonly whereabouts: (options: CallOptions) => Promise<Whereabouts>;
  /** Records that there are too many, and returns the error. */
  readonly exceeded: (of: 'networks' | 'endpoints', most: number) => FailureError;
}

export async function readOverlays(
  endpoint: OverlaysEndpoint,
  options: CallOptions | undefined,
): Promise<Outcome<readonly OverlayNetwork[]>> {
  const time = options?.deadline ?? endpoint.probeTimeout();
  const since = Date.now();
  const [listed, whereabouts] = await Promise.all([
    endpoint.ask(options, { deadline: time }, async (docker) => {
      const all: unknown = await docker.listNetworks({ filters: { driver: ['overlay'] } });
      const ids = await readInSlices(all, readOverlayIds);
      if (!ids) throw notDocker(endpoint.address, all);
      // Each one takes a request.
      if (ids.length > mostOverlays) throw endpoint.exceeded('networks', mostOverlays);
      return { all: all as readonly unknown[], ids };
    }),
    endpoint.whereabouts({ ...options, deadline: time }),
  ]);
  if (!listed.ok) return listed;
  // Each inspection is a separate call; all share the remaining time.
  const rest = { ...options, deadline: Math.max(1, time - (Date.now() - since)) };
  let endpoints = 0;
  let excess: FailureError | undefined;
  const counted = (network: OverlayNetwork | undefined): OverlayNetwork | undefined => {
    endpoints += network?.endpoints.length ?? 0;
    if (endpoints > mostEndpoints) excess ??= endpoint.exceeded('endpoints', mostEndpoints);
    return excess ? undefined : network;
  };
  const networks = await Promise.all(
    listed.value.ids.map(async (id) => {
      const inspected = await endpoint.ask(rest, { deadline: time }, (docker): Promise<unknown> =>
        excess ? Promise.reject(excess) : docker.getNetwork(id).inspect(),
      );
      // A network may have thousands of endpoints.
      await pause();
      const network = inspected.ok ? readOverlay(inspected.value, whereabouts) : undefined;
      if (network) return counted(network);
      // Removed since it was listed.
      if (!inspected.ok && inspected.error.kind === 'engineError' && inspected.error.status === 404) return undefined;
      // Fall back to the entry of the list.
      const entry = listed.value.all.find((each) => (each as { readonly Id?: unknown } | null)?.Id === id);
      return counted(readOverlay(entry, whereabouts));
    }),
  );
  if (excess) return err(excess.failure);
  return ok(networks.filter((network) => network !== undefined).sort((a, b) => a.name.localeCompare(b.name)));
}
