/** What kind of remote window this is. Pure. */

/** What VS Code calls its own remotes, and those of its makers' extensions. */
const kinds: ReadonlySet<string> = new Set([
  'ssh-remote',
  'dev-container',
  'attached-container',
  'k8s-container',
  'wsl',
  'codespaces',
  'tunnel',
]);

/** A window that a web server serves has that server's host and port for a name: nobody else is to read those. */
export function remoteKind(name: string | undefined): string {
  if (!name) return '';
  return kinds.has(name) ? name : 'remote';
}
