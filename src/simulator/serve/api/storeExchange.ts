/** A request to a key-value store, with the store's data. */
import type { Container, StoreData } from '../../world/nouns.ts';
import type { Exchange } from './exchange.ts';

export interface StoreExchange extends Exchange {
  readonly store: StoreData;
  readonly container: Container;
  /** A lone server elects itself; until then there is no leader. */
  readonly hasLeader: boolean;
}
