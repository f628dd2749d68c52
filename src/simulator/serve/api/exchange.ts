/** One request to a simulated HTTP server, its answer, and the routing of requests to handlers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Host } from '../../world/nouns.ts';
import type { World } from '../../world/world.ts';

export interface Exchange {
  readonly world: World;
  readonly host: Host;
  readonly method: string;
  /** Without the API version. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The unparsed body. */
  readonly raw: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
  /** Waits until the ports match the world's state. */
  readonly settle: () => Promise<void>;
  /** Waits while the engine is frozen or its cable is pulled. */
  readonly awake: () => Promise<void>;
}

export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A handler that returns undefined writes the response itself. */
export type Handler<E extends Exchange = Exchange> = (
  exchange: E,
  ...parts: readonly string[]
) => Answer | undefined | Promise<Answer | undefined>;

export type Route<E extends Exchange = Exchange> = readonly [method: string, path: RegExp, handler: Handler<E>];

export function findRoute<E extends Exchange>(
  routes: readonly Route<E>[],
  method: string,
  path: string,
): { readonly handler: Handler<E>; readonly parts: readonly string[] } | undefined {
  for (const [own, pattern, handler] of routes) {
    const match = own === method ? pattern.exec(path) : null;
    if (match) return { handler, parts: match.slice(1).map((part) => decodeURIComponent(part)) };
  }
  return undefined;
}

/** Parses `filters={"name":["a"]}` or `{"name":{"a":true}}` into the values of each key. */
export function filtersOf(query: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  try {
    const given: unknown = JSON.parse(query.get('filters') ?? '{}');
    for (const [key, values] of Object.entries(given as Record<string, unknown>))
      found.set(key, Array.isArray(values) ? values.map(String) : Object.keys(values ?? {}));
  } catch {
    // Invalid filters count as none.
  }
  return found;
}

export const isTrue = (query: URLSearchParams, name: string): boolean =>
  ['1', 'true', 'True'].includes(query.get(name) ?? '');
