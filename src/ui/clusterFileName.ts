/** Which files are cluster files, by their names. */

/** For VS Code's file search, and the same as a test of one path. */
export const clusterFileGlob =
  '**/{overlay-cluster.yaml,overlay-cluster.yml,*.overlay-cluster.yaml,*.overlay-cluster.yml}';

export function isClusterFile(path: string): boolean {
  return /(^|[/\\])([^/\\]*\.)?overlay-cluster\.ya?ml$/.test(path);
}
