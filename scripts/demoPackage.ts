// The demo's own extension in the forms that VS Code accepts: a folder to run it from, or a package to install.
import path from 'node:path';
import { packageProgram, root, runProgram } from './runProgram.ts';

/** The build of `demoExtension`. */
export const demoExtensionFolder = path.join(root, 'dist/demoExtension');

/**
 * @param dist the build; default: the repository's
 * @returns the package's path @throws if vsce fails, with its output
 */
export async function makeDemoPackage(dist = path.join(root, 'dist')): Promise<string> {
  const target = path.join(dist, 'docker-overlay-demo.vsix');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', target];
  const vsce = packageProgram('@vscode/vsce/vsce');
  const { code, output } = await runProgram(process.execPath, [vsce, ...args], {
    quiet: true,
    cwd: path.join(dist, 'demoExtension'),
  });
  if (code !== 0) throw new Error(`vsce failed for the demo's extension:\n${output}`);
  return target;
}
