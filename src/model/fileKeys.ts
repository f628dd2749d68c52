/** The keys and values allowed at a position of a cluster file, from the schema that validates it. */
import { getDescription, type GenericSchema } from 'valibot';
import { clusterFileSchema } from './clusterFileSchema.ts';

/** Path into a cluster file: each element is a key of a map or an index of a list. */
export type KeyPath = readonly (string | number)[];

export interface FileKey {
  readonly name: string;
  /** `record`: a map with arbitrary keys. `maps`: a list of maps. */
  readonly takes: 'map' | 'maps' | 'record' | 'list' | 'choice' | 'yesOrNo' | 'number' | 'text';
  /** Allowed words of a `choice`. */
  readonly choices: readonly string[];
  /** Default value; undefined if there is none or if it depends on other keys. */
  readonly default: string | undefined;
  /** In English, from the schema. */
  readonly description: string | undefined;
}

/** The keys allowed in the map at a path; none if there is no map, or if its keys are arbitrary. */
export function keysAt(path: KeyPath): readonly FileKey[] {
  const entries = shapeAt(path)?.shape.entries ?? {};
  return Object.entries(entries).map(([name, schema]) => fileKey(name, schema));
}

/** The key or list element at a path; undefined if none is allowed there. */
export function keyAt(path: KeyPath): FileKey | undefined {
  const found = shapeAt(path);
  return found && fileKey(String(path.at(-1) ?? ''), found.schema);
}

/** The parts of a valibot schema that are read here. `optional` wraps another schema; a pipe has its first schema's fields. */
interface Shape {
  readonly type: string;
  readonly wrapped?: Shape;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly value?: Shape;
  readonly options?: readonly unknown[];
}

function shapeAt(path: KeyPath): { readonly schema: Shape; readonly shape: Shape } | undefined {
  let schema: Shape | undefined = clusterFileSchema;
  for (const step of path) {
    const shape: Shape = unwrapped(schema);
    schema =
      typeof step === 'number'
        ? shape.item
        : shape.entries && Object.hasOwn(shape.entries, step)
          ? shape.entries[step]
          : shape.type === 'record'
            ? shape.value
            : undefined;
    if (!schema) return undefined;
  }
  return { schema, shape: unwrapped(schema) };
}

const unwrapped = (schema: Shape): Shape => (schema.wrapped ? unwrapped(schema.wrapped) : schema);

function fileKey(name: string, schema: Shape): FileKey {
  const shape = unwrapped(schema);
  const { default: otherwise } = schema;
  return {
    name,
    takes: takesOf(shape),
    choices: shape.type === 'picklist' ? (shape.options ?? []).map(String) : [],
    default:
      ['string', 'number', 'boolean'].includes(typeof otherwise) && otherwise !== '' ? String(otherwise) : undefined,
    description: getDescription(shape as unknown as GenericSchema),
  };
}

function takesOf(shape: Shape): FileKey['takes'] {
  switch (shape.type) {
    case 'strict_object':
      return 'map';
    case 'record':
      return 'record';
    case 'array':
      return shape.item && unwrapped(shape.item).type === 'strict_object' ? 'maps' : 'list';
    case 'picklist':
      return 'choice';
    case 'boolean':
      return 'yesOrNo';
    case 'number':
      return 'number';
    default:
      return 'text';
  }
}
