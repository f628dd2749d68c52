// The packaged extension, installed as a user installs it, is there and activates.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('activation', () => {
  test('the package is installed, not run from its sources', () => {
    const extension = vscode.extensions.getExtension('docker-overlay.docker-overlay');
    assert.ok(extension, 'installed');
    assert.equal((extension.packageJSON as { displayName: string }).displayName, 'Docker Overlay');
    assert.match(extension.extensionPath, /docker-overlay\.docker-overlay-\d+\.\d+\.\d+/);
  });

  test('it activates', async () => {
    const extension = vscode.extensions.getExtension('docker-overlay.docker-overlay');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });
});
