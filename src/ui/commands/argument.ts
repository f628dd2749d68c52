/** Reading what a command was given: it comes from anywhere and may be anything. */

/** A text under `key`; undefined when there is none. */
export function textOf(argument: unknown, key: string): string | undefined {
  const value = valueOf(argument, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function valueOf(argument: unknown, key: string): unknown {
  return typeof argument === 'object' && argument !== null
    ? (argument as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
