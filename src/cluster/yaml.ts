/** The only import of the yaml package, a separate chunk loaded on first use. */
import type * as YamlPackage from 'yaml';
import type { Document } from 'yaml';

export type { Document, Node, Pair, YAMLMap } from 'yaml';

export type Yaml = typeof YamlPackage.default;

/** The package is CommonJS: only its default export exists in both the bundle and Node. */
export async function loadYaml(): Promise<Yaml> {
  return (await import('yaml')).default;
}

/** Parses a cluster file to a document with its errors. Some texts make the package throw. */
export function parseDocument(text: string, yaml: Yaml): Document.Parsed {
  return yaml.parseDocument(text, { prettyErrors: false, stringKeys: true });
}
