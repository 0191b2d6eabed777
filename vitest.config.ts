import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/package/run-folder.ts'],
    // Package tests run npm in a temporary folder.
    testTimeout: 30_000,
    hookTimeout: 180_000,
  },
});
