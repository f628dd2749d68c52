/** vsce reads packages with this, and declares no types for it. */
declare module '@vscode/vsce/out/zip.js' {
  export function readZip(packagePath: string, filter: (name: string) => boolean): Promise<Map<string, Buffer>>;
}
