/** Warnings to read before a plan runs; they do not prevent it. */
import type { Milliseconds } from '../base/units.ts';
import type { Failure } from './failure.ts';

/** Warnings that do not prevent a plan from running. */
export type Warning =
  /** moby/libnetwork#2006. */
  | { readonly kind: 'zookeeperCrashes' }
  | {
      readonly kind: 'differs';
      readonly machine: string;
      readonly option: string;
      readonly wanted: string;
      readonly found: string;
    }
  | { readonly kind: 'storeImageUnpinned'; readonly image: string }
  /** Created outside this cluster, but equal to what `up` would create, so it is used. */
  | { readonly kind: 'adopted'; readonly machine: string }
  | {
      readonly kind: 'networkDiffers';
      readonly network: string;
      readonly option: string;
      readonly wanted: string;
      readonly found: string;
    }
  /** Overlay networks are stored in the key-value store or in a swarm's managers, and are removed with it. */
  | { readonly kind: 'networksGo'; readonly networks: readonly string[] }
  | { readonly kind: 'servicesGo'; readonly services: readonly string[] }
  /** Only the store's URL connects these machines to the cluster, and it may name another store in another network. */
  | { readonly kind: 'membershipUnclear'; readonly machines: readonly string[]; readonly url: string }
  /** Swarm nodes that are not machines of the store. Once all `managers` are removed, their swarm cannot be changed any more. */
  | { readonly kind: 'strangersStay'; readonly nodes: readonly string[]; readonly managers: 'stay' | 'go' }
  /** Tolerates no more failures than one manager fewer. */
  | { readonly kind: 'managersEven'; readonly count: number }
  /** Each change waits for more than half of them. */
  | { readonly kind: 'managersMany'; readonly count: number }
  /** Certificates issued by others may not be valid yet, or no longer, on this host. */
  | { readonly kind: 'clockOff'; readonly machine: string; readonly skew: Milliseconds }
  | { readonly kind: 'hostLivesOn'; readonly machine: string }
  /** Its host did not answer: what `up` put there remains. */
  | { readonly kind: 'hostSkipped'; readonly machine: string; readonly failure: Failure }
  | { readonly kind: 'volumeStays'; readonly machine: string; readonly volume: string }
  | { readonly kind: 'containersGo'; readonly machine: string; readonly containers: readonly string[] }
  /** Everything on it is deleted too, and its engine has never answered in this window: it may be stopped. */
  | { readonly kind: 'contentsUnknown'; readonly machine: string }
  | { readonly kind: 'newestEngine'; readonly driver: string }
  /** The driver virtualbox needs VBoxManage, which is not on docker-machine's PATH. */
  | { readonly kind: 'vboxManageMissing' }
  /** The driver reads this option from no environment variable, so any user of this computer can see its value while `create` runs. */
  | { readonly kind: 'secretInArguments'; readonly option: string; readonly driver: string }
  | { readonly kind: 'interfaceUnlikely'; readonly interface: string; readonly driver: string };
