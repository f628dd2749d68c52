/** The one door to the yaml package, a chunk of its own that is loaded at its first use. */
import type * as YamlPackage from 'yaml';
import type { Document } from 'yaml';

export type { Document, Node, Pair, YAMLMap } from 'yaml';

export type Yaml = typeof YamlPackage.default;

/** The package is CommonJS: only its default is there in the bundle and in Node alike. */
export async function loadYaml(): Promise<Yaml> {
  return (await import('yaml')).default;
}

/** A cluster file's text as a document with its errors. Some texts make the package throw. */
export function parseDocument(text: string, yaml: Yaml): Document.Parsed {
  return yaml.parseDocument(text, { prettyErrors: false, stringKeys: true });
}
