// The line that a skipped suite names for installing a browser.
import { expect, test } from 'vitest';
import { browserRemedy } from '../../../scripts/tests/requirements.ts';

test.each([
  ['linux', true, 'sudo apt-get install -y --no-install-recommends chromium '],
  ['linux', false, 'Install Chromium or Chrome, or set the environment variable CHROMIUM'],
  ['darwin', false, 'brew install --cask google-chrome'],
  ['win32', false, 'winget install Google.Chrome'],
] as const)('on %s, apt %s', (platform, apt, line) => {
  expect(browserRemedy(platform, apt)).toContain(line);
});
