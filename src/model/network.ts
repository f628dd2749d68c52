/** An overlay network and who is on it. */
export interface OverlayNetwork {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly subnets: readonly { readonly subnet: string; readonly gateway: string }[];
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  readonly isEncrypted: boolean;
  /** Swarm mode's own, that published ports come in by: nobody's to use or to remove. */
  readonly isIngress: boolean;
  /** VXLAN ids, one per subnet; empty: not known (engines keep them in the key-value store). */
  readonly vnis: readonly number[];
  readonly mtu: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly created: Date | undefined;
  readonly endpoints: readonly Endpoint[];
}

/** One container's foot in a network. */
export interface Endpoint {
  readonly containerId: string;
  readonly container: string;
  /** Without the prefix length. */
  readonly address: string;
  readonly macAddress: string;
  /** The machine it runs on; undefined where nobody said. */
  readonly machine: string | undefined;
}
