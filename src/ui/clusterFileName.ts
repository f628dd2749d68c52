/** Recognizes cluster files by their names. */

/** Glob for VS Code's file search; matches the same paths as the test of a single path. */
export const clusterFileGlob =
  '**/{overlay-cluster.yaml,overlay-cluster.yml,*.overlay-cluster.yaml,*.overlay-cluster.yml}';

export function isClusterFile(path: string): boolean {
  return /(^|[/\\])([^/\\]*\.)?overlay-cluster\.ya?ml$/.test(path);
}
