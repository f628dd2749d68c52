/** Overlay networks keep no endpoints of containers that no longer exist (moby#19261). */
import { defineCheck } from './check.ts';
import type { Found, OfNetwork } from './finding.ts';
import { refresh } from './remedy.ts';

export const staleEndpoints = defineCheck({
  id: 'staleEndpoints',
  scope: 'cluster',
  appliesTo: 'all',
  needs: [],
  evaluate: ({ cluster: { name, ghosts } }): readonly Found<StaleEndpoints>[] =>
    [...Map.groupBy(ghosts, ({ networkId }) => networkId).values()].flatMap((group) =>
      group.slice(0, 1).map(({ network }) =>
        staleEndpointsOf(
          { of: 'network', cluster: name, network },
          group.map(({ endpoint }) => endpoint.container),
        ),
      ),
    ),
});

export const staleEndpointsOf = (subject: OfNetwork, containers: readonly string[]): Found<StaleEndpoints> => ({
  kind: 'staleEndpoints',
  severity: 'warning',
  subject,
  containers,
  remedies: [refresh],
});

interface StaleEndpoints {
  readonly kind: 'staleEndpoints';
  readonly subject: OfNetwork;
  /** Their names, or the names of their endpoints. */
  readonly containers: readonly string[];
}
