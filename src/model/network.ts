/** An overlay network and its endpoints. */
export interface OverlayNetwork {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly subnets: readonly { readonly subnet: string; readonly gateway: string }[];
  readonly isInternal: boolean;
  readonly isAttachable: boolean;
  /** Swarm mode's routing mesh, which carries the traffic of published ports. */
  readonly isIngress: boolean;
  readonly isEncrypted: boolean;
  /** VXLAN IDs, one per subnet; empty if unknown (engines keep them in the key-value store). */
  readonly vnis: readonly number[];
  readonly mtu: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly created: Date | undefined;
  readonly endpoints: readonly Endpoint[];
}

/** A container's connection to a network. */
export interface Endpoint {
  readonly containerId: string;
  readonly container: string;
  /** Without the prefix length. */
  readonly address: string;
  readonly macAddress: string;
  /** The machine it runs on; undefined if unknown. */
  readonly machine: string | undefined;
}
