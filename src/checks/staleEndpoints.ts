/** Overlay networks have no stale endpoints of removed containers (moby#19261). */
import type { SeenMachine } from '../model/snapshot.ts';
import { defineCheck } from './check.ts';
import type { Found, OfNetwork } from './finding.ts';
import { shellOn } from './hostRemedies.ts';

export const staleEndpoints = defineCheck({
  id: 'staleEndpoints',
  scope: 'cluster',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ cluster: { name, staleEndpoints }, machines }): readonly Found<StaleEndpoints>[] =>
    [...Map.groupBy(staleEndpoints, ({ networkId }) => networkId).values()].flatMap((group) =>
      group.slice(0, 1).map(({ network }) =>
        staleEndpointsOf(
          { of: 'network', cluster: name, network },
          group.map(({ endpoint }) => endpoint.container),
          machines.find(({ engine }) => engine.state === 'seen'),
        ),
      ),
    ),
});

/** `on`: a machine of the cluster whose engine answers. */
export const staleEndpointsOf = (
  subject: OfNetwork,
  containers: readonly string[],
  on?: SeenMachine,
): Found<StaleEndpoints> => ({
  kind: 'staleEndpoints',
  severity: 'warning',
  subject,
  containers,
  remedies: on ? shellOn(on) : [],
});

interface StaleEndpoints {
  readonly kind: 'staleEndpoints';
  readonly subject: OfNetwork;
  /** Container names, or names of their endpoints. */
  readonly containers: readonly string[];
}
